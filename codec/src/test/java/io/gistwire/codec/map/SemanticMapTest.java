package io.gistwire.codec.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SemanticMapTest {
  /** Random labels with random sameness to the left and above. */
  private static SemanticMap map(long seed, int width, int height, int labels) {
    Random random = new Random(seed);
    double same = random.nextDouble();
    int[] cells = new int[width * height];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = random.nextInt(labels);
      if (random.nextDouble() < same && i >= width) {
        cells[i] = cells[random.nextBoolean() ? i - 1 : i - width];
      }
    }
    return SemanticMap.of(width, height, cells);
  }

  @Property
  void any_map_returns(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 64) int width,
      @ForAll @IntRange(min = 1, max = 64) int height,
      @ForAll @IntRange(min = 1, max = 4096) int labels) {
    int used = seed % 2 == 0 ? Math.min(labels, 5) : labels;
    SemanticMap map = map(seed, width, height, used);
    SemanticMapCodec codec = new SemanticMapCodec(used == labels || seed % 3 == 0 ? labels : used);
    assertEquals(map, codec.decode(codec.encode(map)));
  }

  @Property
  void maps_of_few_labels_come_back(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int side,
      @ForAll @IntRange(min = 1, max = 6) int labels) {
    SemanticMap map = map(seed, side, side, labels);
    SemanticMapCodec codec = new SemanticMapCodec(labels);
    assertEquals(map, codec.decode(codec.encode(map)));
  }

  @Property
  void any_bytes_say_some_map(
      @ForAll byte[] layer, @ForAll @IntRange(min = 1, max = 4096) int labels) {
    SemanticMap map = new SemanticMapCodec(labels).decode(layer);
    assertTrue(map.width() <= 64 && map.height() <= 64);
    assertTrue(Arrays.stream(map.toArray()).allMatch(label -> label >= 0 && label < labels));
  }

  @Example
  void a_scene_of_a_few_regions_takes_a_few_bytes() {
    int[] cells = new int[49];
    Arrays.fill(cells, 0, 21, 17);
    Arrays.fill(cells, 21, 49, 203);
    cells[30] = cells[31] = cells[37] = cells[38] = 88;
    SemanticMapCodec codec = new SemanticMapCodec(320);
    byte[] layer = codec.encode(SemanticMap.of(7, 7, cells));
    assertTrue(layer.length <= 12, layer.length + " bytes");
    assertEquals(88, codec.decode(layer).label(2, 4));
  }

  @Example
  void one_label_needs_only_its_shape() {
    SemanticMapCodec codec = new SemanticMapCodec(1);
    assertTrue(codec.encode(SemanticMap.of(64, 64, new int[4096])).length <= 2);
  }

  @Example
  void wrong_callers_are_told() {
    assertThrows(IllegalArgumentException.class, () -> new SemanticMapCodec(0));
    assertThrows(IllegalArgumentException.class, () -> new SemanticMapCodec(4097));
    assertThrows(IllegalArgumentException.class, () -> SemanticMap.of(0, 1, new int[0]));
    assertThrows(IllegalArgumentException.class, () -> SemanticMap.of(65, 1, new int[65]));
    assertThrows(IllegalArgumentException.class, () -> SemanticMap.of(1, 65, new int[65]));
    assertThrows(IllegalArgumentException.class, () -> SemanticMap.of(1, 0, new int[0]));
    assertThrows(IllegalArgumentException.class, () -> SemanticMap.of(2, 2, new int[3]));
    SemanticMapCodec codec = new SemanticMapCodec(5);
    SemanticMap outside = SemanticMap.of(1, 1, new int[] {5});
    SemanticMap negative = SemanticMap.of(1, 1, new int[] {-1});
    assertThrows(IllegalArgumentException.class, () -> codec.encode(outside));
    assertThrows(IllegalArgumentException.class, () -> codec.encode(negative));
  }

  @Example
  void maps_are_values() {
    SemanticMap map = map(1, 4, 3, 9);
    assertEquals(map, map(1, 4, 3, 9));
    assertEquals(map.hashCode(), map(1, 4, 3, 9).hashCode());
    assertNotEquals(map, map(2, 4, 3, 9));
    assertNotEquals(SemanticMap.of(3, 4, new int[12]), SemanticMap.of(4, 3, new int[12]));
    assertEquals("SemanticMap[4 x 3]", map.toString());
  }
}
