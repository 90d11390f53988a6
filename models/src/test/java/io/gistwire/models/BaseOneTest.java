package io.gistwire.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.files.PackFiles;
import io.gistwire.models.manifest.PackFile;
import io.gistwire.models.manifest.PackPart;
import io.gistwire.models.text.Tokenizer;
import io.gistwire.models.text.Tokenizers;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.XZInputStream;

/**
 * The bundled pack against torch and Python ({@code make_pack_expectations.py}). Another pack and
 * its expectations can be named by the properties {@code gistwire.test.pack} and {@code
 * gistwire.test.expected}.
 */
@DisplayName("The pack base-1")
class BaseOneTest {
  private static final String NAME = "base-1";
  private static final float TOLERANCE = 1e-5f;

  private static ModelPack pack;
  private static JsonObject expected;

  @BeforeAll
  static void load() throws Exception {
    String other = System.getProperty("gistwire.test.pack");
    if (other != null) {
      pack = ModelPack.load(Path.of(other));
      expected = parse(Files.readAllBytes(Path.of(System.getProperty("gistwire.test.expected"))));
    } else {
      assumeTrue(ModelPack.bundledNames().contains(NAME), "pack base-1 is not on the class path");
      pack = ModelPack.bundled();
      expected = parse(Fixtures.bytes("base-1.expected.json"));
    }
    assertEquals(
        expected.get("code_fingerprint").getAsString(),
        pack.fingerprint().toString(),
        "the pack has changed: run make_pack_expectations.py again");
  }

  @AfterAll
  static void close() {
    if (pack != null) {
      pack.close();
    }
  }

  @Test
  @DisplayName("gives the photo vectors that torch gives")
  void photos() throws Exception {
    for (JsonElement element : expected.getAsJsonArray("photos")) {
      String file = element.getAsJsonObject().get("file").getAsString();
      check(element.getAsJsonObject(), Fixtures.bytes("picture/files/" + file));
    }
  }

  @Test
  @DisplayName("gives the vectors of real photos that torch gives")
  void real_photos() throws Exception {
    for (JsonElement element : expected.getAsJsonArray("data_photos")) {
      JsonObject row = element.getAsJsonObject();
      String file = row.get("file").getAsString();
      check(row, PhotoData.photo(row.get("archive").getAsString(), file));
    }
  }

  private static void check(JsonObject row, byte[] photo) throws Exception {
    float[] wanted = floats(row.getAsJsonArray("vector"));
    float[] vector = pack.photoEncoder().vector(photo);
    assertArrayEquals(wanted, vector, TOLERANCE, row.get("file").getAsString());
  }

  @Test
  @DisplayName("gives the query vectors that torch gives")
  void queries() throws Exception {
    for (JsonElement element : expected.getAsJsonArray("queries")) {
      JsonObject row = element.getAsJsonObject();
      boolean label = row.get("style").getAsString().equals("label");
      String text = row.get("text").getAsString();
      float[] vector =
          pack.textEncoder().encode(text, label ? QueryStyle.LABEL : QueryStyle.SENTENCE);
      assertArrayEquals(floats(row.getAsJsonArray("vector")), vector, TOLERANCE, text);
    }
  }

  @Test
  @DisplayName("splits odd texts into the tokens of Hugging Face's tokenizer")
  void tokens() throws Exception {
    Tokenizer tokenizer = tokenizer();
    for (JsonElement element : expected.getAsJsonArray("tokens")) {
      JsonObject row = element.getAsJsonObject();
      String text = row.get("text").getAsString();
      assertEquals(row.get("ids").getAsString(), ids(tokenizer, text), text);
    }
  }

  @Test
  @DisplayName("splits 10,000 captions into the tokens of Hugging Face's tokenizer")
  void captions() throws Exception {
    Path captions = PhotoData.require().resolve("captions.tsv.xz");
    JsonObject wanted = expected.getAsJsonObject("captions");
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Tokenizer tokenizer = tokenizer();
    try (InputStream in = new XZInputStream(Files.newInputStream(captions));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines.readLine();
      for (int i = wanted.get("count").getAsInt(); i > 0; i--) {
        String caption = lines.readLine().split("\t", -1)[1];
        digest.update((ids(tokenizer, caption) + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    assertEquals(wanted.get("sha256").getAsString(), HexFormat.of().formatHex(digest.digest()));
  }

  @Test
  @DisplayName("states the words that Python generates for the same codes")
  void words() throws Exception {
    for (JsonElement element : expected.getAsJsonArray("words")) {
      JsonObject row = element.getAsJsonObject();
      byte[] code = HexFormat.of().parseHex(row.get("code").getAsString());
      int[] x = new int[pack.dimension()];
      pack.quantizer().decode(code, 0, code.length, x);
      assertEquals(row.get("x_sum").getAsInt(), Arrays.stream(x).map(Math::abs).sum());
      if (row.has("caption")) {
        Gist gist =
            Gist.of(
                pack.fingerprint(),
                List.of(
                    Layer.of(LayerKind.EMBEDDING, code),
                    Layer.of(LayerKind.CAPTION, code.length, new byte[0])));
        assertEquals(
            row.get("caption").getAsString(),
            pack.captioner().orElseThrow().read(gist).orElseThrow());
        assertEquals(
            row.get("composed").getAsString(),
            pack.captioner()
                .orElseThrow()
                .compose(Layer.of(LayerKind.EMBEDDING, code))
                .orElseThrow());
      }
    }
  }

  @Test
  @DisplayName("passes its own check and keeps within its sizes")
  void check() throws Exception {
    PackCheck.run(pack);
    assertTrue(pack.manifest().sizeBytes(PackPart.DEVICE) <= 25_000_000);
    long all = pack.manifest().sizeBytes(PackPart.SERVER);
    assertTrue(all + pack.manifest().sizeBytes(PackPart.DEVICE) <= 44_000_000);
  }

  @Test
  @DisplayName("names no source files of the machine that wrote it")
  void no_debug_records() throws Exception {
    try (PackFiles files = files()) {
      for (PackFile file : pack.manifest().files()) {
        if (file.path().endsWith(".pt")) {
          byte[] network = files.readFully(file);
          String names = new String(network, StandardCharsets.ISO_8859_1);
          assertFalse(
              names.contains(".debug_pkl"), file.path() + ": run lean_torchscript.py on it");
        }
      }
    }
  }

  @Test
  @DisplayName("makes gists of 16 bytes that come close to the vector")
  void gists() throws Exception {
    byte[] photo = Fixtures.bytes("picture/files/baseline.jpg");
    Gist gist = pack.photoEncoder().encode(photo, EncodeOptions.defaults());
    byte[] code = gist.layer(LayerKind.EMBEDDING).orElseThrow().toByteArray();
    assertEquals(16, code.length);
    float[] vector = pack.photoEncoder().vector(photo);
    float[] decoded = pack.quantizer().decode(code);
    double dot = 0;
    double length = 0;
    for (int j = 0; j < vector.length; j++) {
      dot += vector[j] * decoded[j];
      length += decoded[j] * decoded[j];
    }
    assertTrue(dot / Math.sqrt(length) > 0.6, "cosine " + dot / Math.sqrt(length));
    assertTrue(gist.layer(LayerKind.CAPTION).orElseThrow().sizeBytes() <= 1, gist.toString());
    assertTrue(gist.layer(LayerKind.ATTRIBUTES).orElseThrow().sizeBytes() <= 8, gist.toString());
  }

  private static Tokenizer tokenizer() throws Exception {
    try (PackFiles files = files()) {
      return Tokenizers.open(
          pack.manifest().textEncoder().orElseThrow().tokenizer(), pack.manifest(), files);
    }
  }

  private static PackFiles files() throws Exception {
    String other = System.getProperty("gistwire.test.pack");
    return other != null
        ? PackFiles.at(Path.of(other))
        : PackFiles.onClassPath(
            BaseOneTest.class.getClassLoader(), "io/gistwire/packs/" + NAME + "/");
  }

  private static String ids(Tokenizer tokenizer, String text) {
    StringBuilder out = new StringBuilder();
    for (int id : tokenizer.encode(text)) {
      out.append(out.length() == 0 ? "" : " ").append(id);
    }
    return out.toString();
  }

  private static JsonObject parse(byte[] json) {
    return JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  private static float[] floats(JsonArray array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).getAsFloat();
    }
    return values;
  }
}
