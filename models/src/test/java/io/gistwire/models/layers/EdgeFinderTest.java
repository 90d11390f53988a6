package io.gistwire.models.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.models.picture.Picture;
import java.util.BitSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The edge finder")
class EdgeFinderTest {
  @Test
  @DisplayName("draws the outline of a bright square, one pixel wide")
  void square() {
    int side = 20;
    byte[] rgb = new byte[side * side * 3];
    for (int y = 6; y < 14; y++) {
      for (int x = 6; x < 14; x++) {
        for (int channel = 0; channel < 3; channel++) {
          rgb[3 * (y * side + x) + channel] = (byte) 200;
        }
      }
    }
    BitSet edges = new EdgeFinder(new Picture(side, side, rgb)).strongest(60);
    assertTrue(edges.cardinality() >= 20 && edges.cardinality() <= 40, edges.toString());
    edges.stream()
        .forEach(
            at -> {
              int x = at % side;
              int y = at / side;
              boolean near = x >= 5 && x <= 14 && y >= 5 && y <= 14;
              boolean inside = x >= 8 && x <= 11 && y >= 8 && y <= 11;
              assertTrue(near && !inside, x + ", " + y);
            });
  }

  @Test
  @DisplayName("finds nothing in an even picture, and no more than was asked for in a noisy one")
  void limits() {
    assertEquals(0, new EdgeFinder(new Picture(9, 5, new byte[135])).strongest(10).cardinality());
    byte[] noise = new byte[32 * 32 * 3];
    new java.util.Random(20).nextBytes(noise);
    EdgeFinder finder = new EdgeFinder(new Picture(32, 32, noise));
    for (int count : new int[] {1, 7, 50}) {
      assertTrue(finder.strongest(count).cardinality() <= count);
    }
    assertEquals(0, new EdgeFinder(new Picture(1, 1, new byte[3])).strongest(1).cardinality());
  }
}
