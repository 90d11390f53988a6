package io.gistwire.bench.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PhotoLikeVectorsTest {
  private static final float[] EAST = {1, 0, 0, 0.1f};
  private static final float[] NORTH = {0, 1, 0, -0.1f};
  private final PhotoLikeVectors vectors = new PhotoLikeVectors(List.of(EAST, NORTH));

  private static double length(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  @Property
  void a_number_always_gives_the_same_vector_of_the_photos_length(@ForAll long number) {
    float[] vector = vectors.vector(number);
    assertArrayEquals(vector, vectors.vector(number));
    assertEquals(length(EAST), length(vector), 1e-4);
    // No photo differs in this number, so there is no noise in it.
    assertEquals(0, vector[2], 1e-9);
  }

  @Test
  void different_numbers_give_different_vectors_around_the_photos() {
    assertFalse(Arrays.equals(vectors.vector(1), vectors.vector(2)));
    double east =
        IntStream.range(0, 2000).mapToDouble(i -> vectors.vector(i)[0]).average().orElseThrow();
    double north =
        IntStream.range(0, 2000).mapToDouble(i -> vectors.vector(i)[1]).average().orElseThrow();
    assertEquals(east, north, 0.06);
  }

  @Test
  void one_photo_is_not_enough() {
    assertThrows(IllegalArgumentException.class, () -> new PhotoLikeVectors(List.of(EAST)));
  }
}
