package io.gistwire.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.manifest.PackException;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A pack")
class ModelPackTest {
  private static final byte[] PHOTO = Fixtures.bytes("picture/files/rgb.png");
  private static ModelPack pack;

  @BeforeAll
  static void load() throws Exception {
    pack = ModelPack.load(Fixtures.tinyPack());
  }

  @AfterAll
  static void close() {
    pack.close();
  }

  @Test
  @DisplayName("gives the photo vector that torch gives")
  void photo_vector() throws Exception {
    float[] expected = floats(Fixtures.expected().getAsJsonArray("photo"));
    assertArrayEquals(expected, pack.photoEncoder().vector(PHOTO), 1e-5f);
  }

  @Test
  @DisplayName("gives the query vectors that torch gives, whatever the batch")
  void query_vectors() throws Exception {
    TextEncoder encoder = pack.textEncoder();
    List<String> queries = new ArrayList<>(List.of("a red ball on the beach with snow"));
    for (JsonElement element : Fixtures.expected().getAsJsonArray("vectors")) {
      JsonObject query = element.getAsJsonObject();
      String text = query.get("query").getAsString();
      float[] expected = floats(query.getAsJsonArray("vector"));
      assertArrayEquals(expected, encoder.encode(text), 1e-5f);
      queries.add(text);
      List<float[]> batch = encoder.encodeAll(queries, QueryStyle.AUTO);
      assertArrayEquals(expected, batch.get(batch.size() - 1), 1e-5f);
    }
  }

  @Test
  @DisplayName("weighs a label-like query otherwise than a sentence")
  void query_styles() throws Exception {
    TextEncoder encoder = pack.textEncoder();
    float[] label = encoder.encode("cat", QueryStyle.LABEL);
    assertArrayEquals(label, encoder.encode("cat"));
    assertFalse(Arrays.equals(label, encoder.encode("cat", QueryStyle.SENTENCE)));
    assertFalse(Arrays.equals(label, encoder.encode("cat.")));
  }

  @Test
  @DisplayName("weighs the block that knows labels as a caller states")
  void label_weight() throws Exception {
    TextEncoder encoder = pack.textEncoder();
    List<String> query = List.of("dog");
    float[] own = encoder.encodeAll(query, QueryStyle.SENTENCE).get(0);
    float[] same = encoder.encodeAll(query, QueryStyle.SENTENCE, 0.25f).get(0);
    float[] other = encoder.encodeAll(query, QueryStyle.SENTENCE, 4f).get(0);
    assertArrayEquals(own, same);
    assertFalse(Arrays.equals(own, other));
    assertThrows(
        IllegalArgumentException.class,
        () -> encoder.encodeAll(query, QueryStyle.SENTENCE, Float.NaN));
  }

  @Test
  @DisplayName("makes gists whose shorter embeddings are prefixes of the longer ones")
  void prefixes() throws Exception {
    EncodeOptions options = EncodeOptions.defaults();
    Gist whole = pack.photoEncoder().encode(PHOTO, options);
    Gist half = pack.photoEncoder().encode(PHOTO, options.withEmbeddingBytes(8));
    assertEquals(pack.fingerprint(), whole.fingerprint());
    assertArrayEquals(Arrays.copyOf(embedding(whole), 8), embedding(half));
    float[] vector = pack.photoEncoder().vector(PHOTO);
    float[] decoded = pack.quantizer().decode(embedding(whole));
    double error = 0;
    for (int j = 0; j < vector.length; j++) {
      error += Math.pow(vector[j] - decoded[j], 2);
    }
    assertTrue(error < 0.05, "squared error " + error);
  }

  @Test
  @DisplayName("encodes on many threads as on one")
  void threads() throws Exception {
    Gist expected = pack.photoEncoder().encode(PHOTO, EncodeOptions.defaults());
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Gist>> calls = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        calls.add(() -> pack.photoEncoder().encode(PHOTO, EncodeOptions.defaults()));
      }
      for (Future<Gist> call : threads.invokeAll(calls)) {
        assertEquals(expected, call.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  @DisplayName("loads from a zip of its device part, which encodes but does not search")
  void device_part(@TempDir Path folder) throws Exception {
    Path zip = folder.resolve("device.zip");
    try (OutputStream out = Files.newOutputStream(zip)) {
      pack.writeDevicePart(out);
    }
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    pack.writeDevicePart(again);
    assertArrayEquals(again.toByteArray(), Files.readAllBytes(zip));
    try (ModelPack device = ModelPack.load(zip)) {
      assertArrayEquals(pack.photoEncoder().vector(PHOTO), device.photoEncoder().vector(PHOTO));
      assertFalse(device.hasTextEncoder());
      PackException e = assertThrows(PackException.class, device::textEncoder);
      assertTrue(e.getMessage().contains("device part"), e.getMessage());
    }
  }

  @Test
  @DisplayName("refuses to work once closed")
  void closed() throws Exception {
    ModelPack other = ModelPack.load(Fixtures.tinyPack());
    PackPhotoEncoder encoder = other.photoEncoder();
    other.close();
    assertThrows(IllegalStateException.class, () -> encoder.vector(PHOTO));
  }

  private static byte[] embedding(Gist gist) {
    return gist.layer(LayerKind.EMBEDDING).map(Layer::toByteArray).orElseThrow();
  }

  private static float[] floats(JsonArray array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).getAsFloat();
    }
    return values;
  }
}
