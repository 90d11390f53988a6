package io.gistwire.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GistTest {
  private static final CodeFingerprint PRINT = CodeFingerprint.parse("0123456789ABcdef");

  private static Layer embedding(int bytes) {
    return Layer.of(LayerKind.EMBEDDING, new byte[bytes]);
  }

  @Test
  void a_gist_gives_its_layers_coarse_to_fine() {
    Layer sketch = Layer.of(LayerKind.SKETCH, new byte[30]);
    Layer caption = Layer.of(LayerKind.CAPTION, 8, new byte[] {1, 2});
    Gist gist = Gist.of(PRINT, List.of(sketch, caption, embedding(16)));
    assertEquals(List.of(embedding(16), caption, sketch), gist.layers());
    assertEquals(48, gist.layerBytes());
    assertEquals(Optional.of(caption), gist.layer(LayerKind.CAPTION));
    assertEquals(Optional.empty(), gist.layer(LayerKind.LAYOUT));
    assertEquals(PRINT, gist.fingerprint());
    assertTrue(gist.toString().contains("CAPTION[2 bytes given 8]"), gist.toString());
    assertThrows(UnsupportedOperationException.class, () -> gist.layers().clear());
  }

  @Test
  void a_kind_occurs_once_in_a_gist() {
    List<Layer> twice = List.of(embedding(1), embedding(2));
    assertThrows(IllegalArgumentException.class, () -> Gist.of(PRINT, twice));
  }

  @Test
  void a_layer_cannot_be_conditioned_on_stages_that_are_not_there() {
    Layer caption = Layer.of(LayerKind.CAPTION, 5, new byte[1]);
    assertThrows(
        IllegalArgumentException.class, () -> Gist.of(PRINT, List.of(embedding(4), caption)));
    assertThrows(IllegalArgumentException.class, () -> Gist.of(PRINT, List.of(caption)));
    assertEquals(6, Gist.of(PRINT, List.of(embedding(5), caption)).layerBytes());
  }

  @Test
  void a_layer_put_in_replaces_its_kind_only() {
    Gist gist = Gist.of(PRINT, List.of(embedding(4), Layer.of(LayerKind.LAYOUT, new byte[8])));
    Gist longer = gist.with(embedding(16));
    assertEquals(24, longer.layerBytes());
    assertEquals(12, gist.layerBytes());
    assertEquals(gist, longer.with(embedding(4)));
    assertEquals(gist.hashCode(), longer.with(embedding(4)).hashCode());
    assertNotEquals(gist, longer);
    assertNotEquals(gist, Gist.of(CodeFingerprint.of(new byte[8]), gist.layers()));
  }

  @Test
  void layers_are_values_of_their_own_bytes() {
    byte[] bytes = {1, 2, 3};
    Layer layer = Layer.of(LayerKind.STRUCTURE, 16, bytes);
    bytes[0] = 9;
    layer.toByteArray()[1] = 9;
    assertArrayEquals(new byte[] {1, 2, 3}, layer.toByteArray());
    assertEquals(3, layer.sizeBytes());
    assertEquals(16, layer.conditionedStages());
    assertEquals(LayerKind.STRUCTURE, layer.kind());
    assertEquals(layer, Layer.of(LayerKind.STRUCTURE, 16, new byte[] {1, 2, 3}));
    assertEquals(
        layer.hashCode(), Layer.of(LayerKind.STRUCTURE, 16, new byte[] {1, 2, 3}).hashCode());
    assertNotEquals(layer, Layer.of(LayerKind.STRUCTURE, 15, new byte[] {1, 2, 3}));
    assertNotEquals(layer, Layer.of(LayerKind.SKETCH, 16, new byte[] {1, 2, 3}));
    assertNotEquals(layer, Layer.of(LayerKind.STRUCTURE, 16, new byte[] {1, 2, 4}));
    assertEquals("STRUCTURE[3 bytes given 16]", layer.toString());
    assertEquals("LAYOUT[0 bytes]", Layer.of(LayerKind.LAYOUT, new byte[0]).toString());
  }

  @Test
  void every_kind_has_its_limit() {
    for (LayerKind kind : LayerKind.values()) {
      assertEquals(kind.maxBytes(), Layer.of(kind, new byte[kind.maxBytes()]).sizeBytes());
      byte[] longer = new byte[kind.maxBytes() + 1];
      IllegalArgumentException error =
          assertThrows(IllegalArgumentException.class, () -> Layer.of(kind, longer));
      assertTrue(error.getMessage().contains(String.valueOf(longer.length)), error.getMessage());
    }
    assertThrows(
        IllegalArgumentException.class, () -> Layer.of(LayerKind.CAPTION, 17, new byte[1]));
    assertThrows(
        IllegalArgumentException.class, () -> Layer.of(LayerKind.CAPTION, -1, new byte[1]));
  }

  @Test
  void the_numbers_of_kinds_are_those_of_the_format() {
    Set<Integer> numbers = new HashSet<>();
    for (LayerKind kind : LayerKind.values()) {
      assertEquals(kind.ordinal() + 1, kind.number());
      assertTrue(numbers.add(kind.number()));
    }
    assertEquals(8, numbers.size());
  }

  @Test
  void fingerprints_read_and_write_as_hex() {
    assertEquals("0123456789abcdef", PRINT.toString());
    assertEquals(PRINT, CodeFingerprint.of(PRINT.toByteArray()));
    assertEquals(PRINT.hashCode(), CodeFingerprint.of(PRINT.toByteArray()).hashCode());
    assertNotEquals(PRINT, CodeFingerprint.of(new byte[8]));
    assertThrows(IllegalArgumentException.class, () -> CodeFingerprint.of(new byte[7]));
    assertThrows(IllegalArgumentException.class, () -> CodeFingerprint.parse("0123"));
    assertThrows(IllegalArgumentException.class, () -> CodeFingerprint.parse("0123456789abcdeg"));
  }

  @Test
  void options_start_from_their_defaults_and_change_one_thing_each() {
    EncodeOptions defaults = EncodeOptions.defaults();
    assertEquals(16, defaults.embeddingBytes());
    assertEquals(
        EnumSet.of(LayerKind.EMBEDDING, LayerKind.CAPTION, LayerKind.ATTRIBUTES),
        defaults.layers());
    assertEquals(Optional.empty(), defaults.caption());
    EncodeOptions changed =
        defaults
            .withEmbeddingBytes(4)
            .withLayers(Collections.singleton(LayerKind.LAYOUT))
            .withCaption("A dog.");
    assertEquals(4, changed.embeddingBytes());
    assertEquals(EnumSet.of(LayerKind.LAYOUT), changed.layers());
    assertEquals(Optional.of("A dog."), changed.caption());
    assertEquals(16, defaults.embeddingBytes());
    assertThrows(IllegalArgumentException.class, () -> defaults.withEmbeddingBytes(0));
    int tooMany = LayerKind.EMBEDDING.maxBytes() + 1;
    assertThrows(IllegalArgumentException.class, () -> defaults.withEmbeddingBytes(tooMany));
    assertThrows(UnsupportedOperationException.class, () -> changed.layers().clear());
  }

  @Test
  void errors_say_what_was_seen() {
    assertEquals("a", new TruncatedGistException("a").getMessage());
    assertEquals("b", new CorruptGistException("b").getMessage());
    assertEquals("c", new FingerprintMismatchException("c").getMessage());
    assertEquals("d", new UnsupportedFormatException("d").getMessage());
    Throwable cause = new IllegalStateException("e");
    assertEquals(cause, new UnreadablePhotoException("f", cause).getCause());
    assertEquals("g", new UnreadablePhotoException("g").getMessage());
  }
}
