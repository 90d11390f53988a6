package io.gistwire.codec.sketch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SketchTest {
  /** A few strokes and some noise. */
  static Sketch strokes(long seed, int width, int height, double noise) {
    Random random = new Random(seed);
    BitSet pixels = new BitSet();
    for (int stroke = 0; stroke < 6; stroke++) {
      double x = random.nextDouble() * width;
      double y = random.nextDouble() * height;
      double angle = random.nextDouble() * 6.3;
      for (int step = 0; step < width; step++) {
        angle += random.nextGaussian() * 0.05;
        x += Math.cos(angle);
        y += Math.sin(angle);
        if (x >= 0 && x < width && y >= 0 && y < height) {
          pixels.set((int) y * width + (int) x);
        }
      }
    }
    for (int i = 0; i < width * height; i++) {
      if (random.nextDouble() < noise) {
        pixels.flip(i);
      }
    }
    return Sketch.of(width, height, pixels);
  }

  @Property(tries = 200)
  void any_sketch_returns_with_any_template(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 80) int width,
      @ForAll @IntRange(min = 1, max = 80) int height,
      @ForAll @IntRange(max = 4) int noise,
      @ForAll @IntRange(max = 2) int template) {
    Sketch sketch = strokes(seed, width, height, noise / 8.0);
    assertEquals(sketch, SketchCodec.decode(SketchCodec.encode(sketch, template)));
  }

  @Property(tries = 50)
  void the_shortest_template_is_taken(@ForAll long seed) {
    Sketch sketch = strokes(seed, 48, 48, 0.01);
    byte[] best = SketchCodec.encode(sketch);
    for (int template = 0; template < 3; template++) {
      assertTrue(best.length <= SketchCodec.encode(sketch, template).length);
    }
    assertEquals(sketch, SketchCodec.decode(best));
  }

  @Property
  void any_bytes_say_some_sketch(@ForAll byte[] layer) {
    Sketch sketch = SketchCodec.decode(layer);
    assertTrue(sketch.width() <= 256 && sketch.height() <= 256);
  }

  @Example
  void an_empty_page_takes_a_few_bytes_and_strokes_a_fraction_of_their_pixels() {
    Sketch empty = Sketch.of(64, 64, new BitSet());
    assertTrue(SketchCodec.encode(empty).length <= 14);
    int bytes = SketchCodec.encode(strokes(3, 64, 64, 0)).length;
    assertTrue(bytes < 64 * 64 / 8 / 3, bytes + " bytes");
  }

  @Example
  void the_largest_sketch_returns() {
    Sketch sketch = strokes(9, 256, 256, 0.2);
    assertEquals(sketch, SketchCodec.decode(SketchCodec.encode(sketch)));
  }

  @Example
  void wrong_callers_are_told() {
    BitSet none = new BitSet();
    assertThrows(IllegalArgumentException.class, () -> Sketch.of(0, 1, none));
    assertThrows(IllegalArgumentException.class, () -> Sketch.of(1, 0, none));
    assertThrows(IllegalArgumentException.class, () -> Sketch.of(257, 1, none));
    assertThrows(IllegalArgumentException.class, () -> Sketch.of(1, 257, none));
    BitSet outside = new BitSet();
    outside.set(6);
    assertThrows(IllegalArgumentException.class, () -> Sketch.of(2, 3, outside));
  }

  @Example
  void sketches_are_values() {
    Sketch sketch = strokes(1, 9, 5, 0.1);
    assertEquals(sketch, strokes(1, 9, 5, 0.1));
    assertEquals(sketch.hashCode(), strokes(1, 9, 5, 0.1).hashCode());
    assertNotEquals(sketch, strokes(2, 9, 5, 0.1));
    assertNotEquals(Sketch.of(2, 3, new BitSet()), Sketch.of(3, 2, new BitSet()));
    assertNotEquals(Sketch.of(2, 3, new BitSet()), Sketch.of(2, 4, new BitSet()));
    BitSet last = new BitSet();
    last.set(5);
    assertEquals("Sketch[2 x 3, 1 set]", Sketch.of(2, 3, last).toString());
    assertTrue(Sketch.of(2, 3, last).isSet(1, 2));
  }
}
