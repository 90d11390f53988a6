package io.gistwire.codec.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.attributes.AttributeModel;
import io.gistwire.codec.entropy.AdaptiveBits;
import io.gistwire.codec.entropy.RangeDecoder;
import io.gistwire.codec.entropy.RangeEncoder;
import io.gistwire.codec.layout.LayoutCodec;
import io.gistwire.codec.layout.LayoutGrid;
import io.gistwire.codec.map.SemanticMap;
import io.gistwire.codec.map.SemanticMapCodec;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.codec.sketch.Sketch;
import io.gistwire.codec.sketch.SketchCodec;
import io.gistwire.codec.tokens.TokenCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The worked examples of FORMAT.md are true. */
class FormatExamplesTest {
  private static final Map<String, Map<String, String>> EXAMPLES = read();

  /** Fenced blocks "```example NAME" of lines "key: value". */
  private static Map<String, Map<String, String>> read() {
    Map<String, Map<String, String>> examples = new HashMap<>();
    Map<String, String> current = null;
    try {
      for (String line : Files.readAllLines(Path.of("FORMAT.md"))) {
        if (line.startsWith("```example ")) {
          current = new HashMap<>();
          examples.put(line.substring(11).trim(), current);
        } else if (line.startsWith("```")) {
          current = null;
        } else if (current != null) {
          String[] parts = line.split(":", 2);
          current.put(parts[0].trim(), parts[1].trim());
        }
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return examples;
  }

  private static String text(String example, String key) {
    String value = EXAMPLES.get(example).get(key);
    assertTrue(value != null, example + " states " + key);
    return value;
  }

  private static byte[] hex(String example, String key) {
    return HexColumn.parse(text(example, key));
  }

  private static int[] numbers(String example, String key) {
    return Arrays.stream(text(example, key).split("[ ,]+")).mapToInt(Integer::decode).toArray();
  }

  private static float[] floats(String example, String key) {
    String[] words = text(example, key).split("[ ,]+");
    float[] values = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      values[i] = Float.parseFloat(words[i]);
    }
    return values;
  }

  @Test
  void range_coder() {
    byte[] bytes = hex("range coder", "bytes");
    byte[] memory = new byte[99];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    RangeDecoder decoder = new RangeDecoder(bytes, 0, bytes.length);
    for (String part : text("range coder", "parts").split(" ")) {
      String[] n = part.split("/");
      int a = Integer.parseInt(n[0]);
      int f = Integer.parseInt(n[1]);
      int t = Integer.parseInt(n[2]);
      encoder.encode(a, f, t);
      int target = decoder.target(t);
      assertTrue(target >= a && target < a + f);
      decoder.consume(a, f, t);
    }
    assertArrayEquals(bytes, Arrays.copyOf(memory, encoder.finish()));
  }

  @Test
  void adaptive_bits() {
    byte[] bytes = hex("adaptive bits", "bytes");
    RangeDecoder decoder = new RangeDecoder(bytes, 0, bytes.length);
    AdaptiveBits model = new AdaptiveBits(1);
    List<Integer> probabilities = new ArrayList<>();
    for (int bit : numbers("adaptive bits", "bits")) {
      probabilities.add(model.probability(0));
      assertEquals(bit, model.decode(decoder, 0));
    }
    assertArrayEquals(
        numbers("adaptive bits", "p before each"),
        probabilities.stream().mapToInt(Integer::intValue).toArray());
  }

  @Test
  void embedding() throws Exception {
    Quantizer quantizer = Quantizer.load(hex("embedding", "codebooks.bin"));
    byte[] code = hex("embedding", "code");
    assertEquals(2, quantizer.check(code, 0, code.length));
    int[] x = new int[quantizer.dimension()];
    quantizer.decode(code, 0, code.length, x);
    assertArrayEquals(numbers("embedding", "x"), x);
    float norm = quantizer.inverseNorm(code, 0, code.length);
    assertEquals(text("embedding", "inverse norm bits"), bits(norm));
    float score =
        quantizer.scoreTable(floats("embedding", "query")).score(code, 0, code.length, norm);
    assertEquals(text("embedding", "score bits"), bits(score));
    assertEquals(Float.parseFloat(text("embedding", "score")), score, 1e-6);
  }

  private static String bits(float value) {
    return Integer.toHexString(Float.floatToIntBits(value));
  }

  @Test
  void attributes() throws Exception {
    AttributeModel model = AttributeModel.load(hex("attributes", "attributes.bin"));
    int[] x = numbers("attributes", "x");
    int[] p = numbers("attributes", "p");
    assertArrayEquals(p, model.probabilities(x, 1));
    BitSet set = model.decode(hex("attributes", "bytes"), x, 1);
    assertEquals(text("attributes", "labels"), set.toString());
    assertEquals(text("attributes", "implied"), model.implied(x, 1).toString());
    assertArrayEquals(hex("attributes", "bytes"), model.encode(set, x, 1));
  }

  @Test
  void layout() {
    LayoutGrid grid = LayoutCodec.decode(hex("layout", "bytes"));
    assertEquals(text("layout", "top left"), Integer.toHexString(grid.rgb(0, 0)));
    assertEquals(text("layout", "top right"), Integer.toHexString(grid.rgb(15, 0)));
    assertEquals(text("layout", "bottom left"), Integer.toHexString(grid.rgb(0, 15)));
    assertEquals(text("layout", "bottom right"), Integer.toHexString(grid.rgb(15, 15)));
    LayoutGrid cut = LayoutCodec.decode(Arrays.copyOf(hex("layout", "bytes"), 4));
    assertEquals(
        text("layout", "top left of the first 4 bytes"), Integer.toHexString(cut.rgb(0, 0)));
  }

  @Test
  void semantic_map() {
    SemanticMapCodec codec = new SemanticMapCodec(320);
    SemanticMap map = codec.decode(hex("semantic map", "bytes"));
    assertEquals(4, map.width());
    assertEquals(3, map.height());
    assertArrayEquals(numbers("semantic map", "cells"), map.toArray());
    assertArrayEquals(hex("semantic map", "bytes"), codec.encode(map));
  }

  @Test
  void sketch() {
    Sketch sketch = SketchCodec.decode(hex("sketch", "bytes"));
    StringBuilder rows = new StringBuilder();
    for (int y = 0; y < sketch.height(); y++) {
      rows.append(y == 0 ? "" : " ");
      for (int x = 0; x < sketch.width(); x++) {
        rows.append(sketch.isSet(x, y) ? '#' : '.');
      }
    }
    assertEquals(text("sketch", "rows"), rows.toString());
    assertArrayEquals(hex("sketch", "bytes"), SketchCodec.encode(sketch));
  }

  @Test
  void structure() throws Exception {
    TokenCodec codec = TokenCodec.load(hex("structure", "tokens.bin"));
    byte[] bytes = hex("structure", "bytes");
    int[] tokens = numbers("structure", "tokens");
    assertArrayEquals(tokens, codec.decode(bytes, TokenCodec.NO_CODE));
    assertArrayEquals(bytes, codec.encode(tokens, TokenCodec.NO_CODE, 99));
    int[] first = numbers("structure", "tokens of the first byte");
    assertArrayEquals(first, codec.decode(Arrays.copyOf(bytes, 1), TokenCodec.NO_CODE));
  }
}
