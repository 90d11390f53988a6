package io.gistwire.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.FingerprintMismatchException;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.picture.PhotoReader;
import io.gistwire.models.picture.Picture;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Gists to words")
class WordsTest {
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

  static Stream<JsonObject> words() {
    return StreamSupport.stream(Fixtures.expected().getAsJsonArray("words").spliterator(), false)
        .map(JsonElement::getAsJsonObject);
  }

  @ParameterizedTest(name = "code {index}")
  @MethodSource("words")
  @DisplayName("say what Python computes: vector, implied caption, implied labels")
  void equals_python(JsonObject row) throws Exception {
    byte[] code = bytes(row.get("code").getAsString());
    Layer embedding = Layer.of(LayerKind.EMBEDDING, code);
    Gist gist =
        Gist.of(
            pack.fingerprint(),
            List.of(embedding, Layer.of(LayerKind.CAPTION, code.length, new byte[0])));
    int[] x = new int[pack.dimension()];
    pack.quantizer().decode(code, 0, code.length, x);
    assertArrayEquals(
        StreamSupport.stream(row.getAsJsonArray("x").spliterator(), false)
            .mapToInt(JsonElement::getAsInt)
            .toArray(),
        x);
    assertEquals(
        Optional.of(row.get("caption").getAsString()), pack.captioner().orElseThrow().read(gist));
    List<String> labels = new ArrayList<>();
    row.getAsJsonArray("labels").forEach(label -> labels.add(label.getAsString()));
    assertEquals(labels, pack.gistReader().labels(gist).stream().map(Label::name).toList());
  }

  @Test
  @DisplayName("come from every layer that was asked for")
  void all_layers() throws Exception {
    Set<LayerKind> kinds =
        EnumSet.of(
            LayerKind.EMBEDDING,
            LayerKind.CAPTION,
            LayerKind.ATTRIBUTES,
            LayerKind.LAYOUT,
            LayerKind.SEMANTIC_MAP,
            LayerKind.SKETCH,
            LayerKind.THUMBNAIL);
    Gist gist = pack.photoEncoder().encode(PHOTO, EncodeOptions.defaults().withLayers(kinds));
    assertEquals(kinds.size(), gist.layers().size());
    assertTrue(gist.layer(LayerKind.CAPTION).orElseThrow().sizeBytes() <= 1);
    GistReader reader = pack.gistReader();
    assertTrue(reader.layout(gist).isPresent());
    assertEquals(3, reader.semanticMap(gist).orElseThrow().width());
    assertEquals(61, reader.sketch(gist).orElseThrow().width());
    assertTrue(gist.layer(LayerKind.SKETCH).orElseThrow().sizeBytes() <= 120);
    Layer thumbnail = gist.layer(LayerKind.THUMBNAIL).orElseThrow();
    assertTrue(thumbnail.sizeBytes() <= 900, thumbnail.toString());
    Picture small = PhotoReader.read(thumbnail.toByteArray());
    assertTrue(small.width() >= 16, small.width() + " pixels");
    assertTrue(pack.captioner().orElseThrow().read(gist).isPresent());
    assertEquals(pack.labels().size(), reader.labelScores(gist).size());
  }

  @Test
  @DisplayName("keep a person's caption letter by letter, with and without an embedding")
  void own_caption() throws Exception {
    String text = "Zwei Hunde — two dogs 🙂";
    EncodeOptions options = EncodeOptions.defaults().withCaption(text);
    for (Set<LayerKind> kinds :
        List.of(
            EnumSet.of(LayerKind.CAPTION), EnumSet.of(LayerKind.CAPTION, LayerKind.EMBEDDING))) {
      Gist gist = pack.photoEncoder().encode(PHOTO, options.withLayers(kinds));
      assertEquals(kinds.size(), gist.layers().size());
      assertEquals(Optional.of(text), pack.captioner().orElseThrow().read(gist));
    }
  }

  @Test
  @DisplayName("stay the same when a longer embedding comes later")
  void longer_embedding() throws Exception {
    EncodeOptions options = EncodeOptions.defaults().withEmbeddingBytes(4);
    Gist early = pack.photoEncoder().encode(PHOTO, options);
    Gist late =
        early.with(
            pack.photoEncoder()
                .encode(PHOTO, EncodeOptions.defaults())
                .layer(LayerKind.EMBEDDING)
                .orElseThrow());
    Captioner captioner = pack.captioner().orElseThrow();
    assertEquals(captioner.read(early), captioner.read(late));
  }

  @Test
  @DisplayName("are refused to gists of another pack, and to conditions that are not there")
  void refusals() {
    Gist foreign = Gist.of(CodeFingerprint.parse("0123456789abcdef"), List.of(caption(0)));
    assertThrows(
        FingerprintMismatchException.class, () -> pack.captioner().orElseThrow().read(foreign));
    assertThrows(FingerprintMismatchException.class, () -> pack.gistReader().labels(foreign));
    assertThrows(
        IllegalArgumentException.class, () -> Gist.of(pack.fingerprint(), List.of(caption(3))));
    Gist garbage =
        Gist.of(pack.fingerprint(), List.of(Layer.of(LayerKind.CAPTION, new byte[] {-1, -1, -1})));
    assertThrows(CorruptGistException.class, () -> pack.captioner().orElseThrow().read(garbage));
  }

  private static Layer caption(int stages) {
    return Layer.of(LayerKind.CAPTION, stages, new byte[0]);
  }

  private static byte[] bytes(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }
}
