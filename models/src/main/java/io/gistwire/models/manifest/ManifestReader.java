package io.gistwire.models.manifest;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import io.gistwire.codec.CodeFingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and checks {@code manifest.json}. */
public final class ManifestReader {
  /** Name of the manifest in every pack. */
  public static final String FILE_NAME = "manifest.json";

  /** The longest manifest. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_FILES = 256;
  private static final long MAX_FILE_BYTES = 4L << 30;
  private static final long MAX_TOTAL_BYTES = 8L << 30;
  private static final String PATH = "(?!.*(^|/)\\.{0,2}(/|$))[A-Za-z0-9._/-]{1,200}";
  private static final Gson STRICT = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private ManifestReader() {}

  /**
   * Reads a manifest and checks every rule that needs no other file.
   *
   * @throws PackException names the member that is wrong
   */
  public static PackManifest read(byte[] json) throws PackException {
    JsonMembers root = new JsonMembers("manifest", parse(json));
    root.integer("format", 1, 1);
    List<PackFile> files = files(root);
    Map<String, String> sums = new HashMap<>();
    files.forEach(file -> sums.put(file.path(), file.sha256()));
    CodeSpec code = CodeReader.read(root.object("code"));
    CodeFingerprint fingerprint = fingerprint(root, sums);
    JsonMembers device = root.object("device");
    @Nullable JsonMembers server = root.has("server") ? root.object("server") : null;
    @Nullable TextEncoderSpec text =
        server == null ? null : TextEncoderReader.read(server.object("text_encoder"));
    PackManifest manifest =
        new PackManifest(
            root.string("name", "[a-z0-9][a-z0-9-]{0,62}"),
            root.string("pack_version", "[0-9]{1,6}\\.[0-9]{1,6}\\.[0-9]{1,6}"),
            fingerprint,
            root.string("description"),
            licence(root.object("licence")),
            code,
            device.integer("embedding_bytes", 1, code.embedding().maxBytes()),
            device.integer("caption_beams", 1, 64),
            text,
            captionsOrNull(server),
            server == null ? 1 : server.number("logit_scale"),
            metrics(root),
            files);
    References.check(manifest);
    return manifest;
  }

  private static @Nullable CaptionsSpec captionsOrNull(@Nullable JsonMembers server)
      throws PackException {
    if (server == null || !server.has("captions")) {
      return null;
    }
    JsonMembers from = server.object("captions");
    return new CaptionsSpec(from.string("file"), from.string("settings"));
  }

  private static JsonElement parse(byte[] json) throws PackException {
    if (json.length > MAX_BYTES) {
      throw new PackException(
          "manifest.json has " + json.length + " bytes; at most " + MAX_BYTES + " are allowed");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      JsonElement root = STRICT.fromJson(text, JsonElement.class);
      if (root == null) {
        throw new PackException("manifest.json is empty");
      }
      return root;
    } catch (CharacterCodingException e) {
      throw new PackException("manifest.json is not UTF-8", e);
    } catch (JsonParseException e) {
      throw new PackException("manifest.json is not JSON: " + e.getMessage(), e);
    }
  }

  private static CodeFingerprint fingerprint(JsonMembers root, Map<String, String> sums)
      throws PackException {
    String said = root.string("code_fingerprint", "[0-9a-f]{16}");
    CodeFingerprint computed = CanonicalCode.fingerprint(root.element("code"), sums);
    if (!computed.toString().equals(said)) {
      throw new PackException(
          "manifest.code_fingerprint is "
              + said
              + ", but code and the files it names give "
              + computed
              + "; write the manifest again");
    }
    return computed;
  }

  private static List<PackFile> files(JsonMembers root) throws PackException {
    Map<String, PackFile> all = new HashMap<>();
    List<PackFile> inOrder = new ArrayList<>();
    long total = 0;
    for (JsonMembers from : root.objects("files")) {
      PackFile file =
          new PackFile(
              from.string("path", PATH),
              from.integer("bytes", 0L, MAX_FILE_BYTES),
              from.string("sha256", "[0-9a-f]{64}"),
              PackPart.valueOf(from.string("part", "device|server").toUpperCase(Locale.ROOT)));
      total += file.sizeBytes();
      if (all.put(file.path(), file) != null || file.path().equals(FILE_NAME)) {
        throw new PackException(from.path() + ".path lists " + file.path() + " a second time");
      }
      inOrder.add(file);
    }
    if (inOrder.size() > MAX_FILES || total > MAX_TOTAL_BYTES) {
      throw new PackException(
          "manifest.files lists "
              + inOrder.size()
              + " files of "
              + total
              + " bytes; at most "
              + MAX_FILES
              + " files of "
              + MAX_TOTAL_BYTES
              + " bytes together are allowed");
    }
    return inOrder;
  }

  private static Licence licence(JsonMembers from) throws PackException {
    return new Licence(from.string("id"), from.string("summary"), from.string("file"));
  }

  private static List<Metric> metrics(JsonMembers root) throws PackException {
    List<Metric> all = new ArrayList<>();
    for (JsonMembers from : root.objects("metrics")) {
      all.add(
          new Metric(
              from.string("name"),
              from.number("value"),
              from.string("unit"),
              from.string("command")));
    }
    return all;
  }
}
