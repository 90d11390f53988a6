package io.gistwire.models;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What {@code models/training/tests/make_java_fixtures.py} wrote. */
public final class Fixtures {
  private Fixtures() {}

  /** Folder of the tiny pack. */
  public static Path tinyPack() {
    return path("tiny");
  }

  /** What Python computed with the tiny pack. */
  public static JsonObject expected() {
    return JsonParser.parseString(new String(bytes("tiny.expected.json"), StandardCharsets.UTF_8))
        .getAsJsonObject();
  }

  public static Path path(String name) {
    try {
      return Path.of(Fixtures.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] bytes(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rows of a tab-separated index. */
  public static List<String[]> rows(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split("\t"))
        .toList();
  }
}
