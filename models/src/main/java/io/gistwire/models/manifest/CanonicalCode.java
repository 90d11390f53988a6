package io.gistwire.models.manifest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The code fingerprint: SHA-256 over the canonical form of {@code code} (PACK.md). */
final class CanonicalCode {
  private static final String PREFIX = "gistwire code 1\n";

  private final Map<String, String> sums;
  private final StringBuilder text = new StringBuilder();

  private CanonicalCode(Map<String, String> sums) {
    this.sums = sums;
  }

  /**
   * The fingerprint of {@code code}.
   *
   * @param sums SHA-256 in hex by path
   */
  static CodeFingerprint fingerprint(JsonElement code, Map<String, String> sums)
      throws PackException {
    CanonicalCode canonical = new CanonicalCode(sums);
    canonical.write(code, "manifest.code");
    byte[] bytes = (PREFIX + canonical.text + "\n").getBytes(StandardCharsets.UTF_8);
    return CodeFingerprint.of(Arrays.copyOf(Sha256.of(bytes), CodeFingerprint.BYTES));
  }

  private void write(JsonElement element, String path) throws PackException {
    if (element.isJsonObject()) {
      writeObject(element.getAsJsonObject(), path);
    } else if (element.isJsonArray()) {
      text.append('[');
      int index = 0;
      for (JsonElement item : element.getAsJsonArray()) {
        text.append(index == 0 ? "" : ",");
        write(item, path + "[" + index++ + "]");
      }
      text.append(']');
    } else if (element.isJsonNull()) {
      throw new PackException(path + " is null; inside code every member has a value");
    } else {
      writePrimitive(element.getAsJsonPrimitive(), path);
    }
  }

  private void writeObject(JsonObject object, String path) throws PackException {
    text.append('{');
    String comma = "";
    for (Map.Entry<String, JsonElement> member : new TreeMap<>(object.asMap()).entrySet()) {
      String name = member.getKey();
      if (!name.matches("[a-z][a-z0-9_]*")) {
        throw new PackException(
            path + " has a member \"" + name + "\"; [a-z][a-z0-9_]* is allowed");
      }
      text.append(comma);
      writeString(name);
      text.append(':');
      if (name.equals("file")) {
        writeString(sum(member.getValue(), path));
      } else {
        write(member.getValue(), path + "." + name);
      }
      comma = ",";
    }
    text.append('}');
  }

  private String sum(JsonElement file, String path) throws PackException {
    String sum = file.isJsonPrimitive() ? sums.get(file.getAsString()) : null;
    if (sum == null) {
      throw new PackException(
          path + ".file is " + file + ", which the manifest does not list in files");
    }
    return sum;
  }

  private void writePrimitive(JsonPrimitive value, String path) throws PackException {
    if (value.isString()) {
      writeString(value.getAsString());
    } else if (value.isBoolean() || value.getAsString().matches("0|[1-9][0-9]{0,9}")) {
      text.append(value.getAsString());
    } else {
      throw new PackException(
          path + " is " + value + "; inside code a number is an integer from 0 to 2^31 - 1");
    }
  }

  private void writeString(String value) {
    text.append('"');
    value.chars().forEach(this::writeCharacter);
    text.append('"');
  }

  private void writeCharacter(int c) {
    switch (c) {
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case '\b' -> text.append("\\b");
      case '\t' -> text.append("\\t");
      case '\n' -> text.append("\\n");
      case '\f' -> text.append("\\f");
      case '\r' -> text.append("\\r");
      default -> {
        if (c < 0x20) {
          text.append(String.format("\\u%04x", c));
        } else {
          text.append((char) c);
        }
      }
    }
  }
}
