package io.gistwire.codec.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Which coefficients stand in which order, how fine, and how likely (FORMAT.md 7.2 to 7.4). */
final class Coefficients {
  static final int LUMA = 0;
  static final int COMPONENTS = 3;
  static final int GAINS = 8;

  /** Largest size of a quantised coefficient. */
  static final int MAX_SIZE = 63;

  /** Brightness levels of Y(0, 0). */
  static final int DC_LEVELS = 64;

  private static final int[] GAIN = {32, 45, 64, 91, 128, 181, 256, 362};

  /** How large coefficients are in photos, in half octaves: [component][v][u]. */
  private static final int[][][] CLASSES = {
    {
      {10, 2, 2, 1, 0, -1, -1, -2},
      {4, 1, 1, 0, -1, -1, -2, -2},
      {3, 1, 1, 0, -1, -1, -2, -2},
      {2, 0, 0, -1, -1, -2, -2, -3},
      {1, -1, -1, -1, -2, -2, -3, -3},
      {0, -1, -1, -2, -2, -3, -3, -3},
      {-1, -2, -2, -2, -3, -3, -3, -3},
      {-1, -2, -2, -3, -3, -3, -4, -4},
    },
    {
      {2, -2, -2, -3, -4, -5},
      {0, -3, -3, -4, -5, -5},
      {-1, -4, -3, -4, -5, -5},
      {-3, -4, -4, -5, -5, -6},
      {-3, -5, -5, -5, -6, -6},
      {-4, -5, -5, -6, -6, -7},
    },
    {{-1, -5, -5, -6}, {-3, -6, -6, -7}, {-4, -6, -6, -7}, {-5, -7, -7, -8}},
  };

  /** Steps by whether none, one or both of v and u are above 0: luma, chroma. */
  private static final int[][] STEPS = {{64, 91, 128}, {85, 121, 171}};

  private static final int[] NOT_ZERO = {
    128, 128, 633, 2464, 6440, 12706, 20545, 28857, 36693, 43488, 49038, 53385, 56690, 59150, 60953,
    62261, 63203, 63877, 64359, 64701, 64945, 65117, 65240, 65326,
  };

  private static final int[] GREATER = {
    128, 128, 128, 229, 1200, 3874, 8869, 15933, 24109, 32314, 39750, 46019, 51039, 54917, 57835,
    59992, 61565, 62703, 63520, 64104, 64225, 64225, 64225, 64225,
  };

  private static final int INDEX_OF_CLASS_0 = 10;

  static final List<Coefficient> ORDER = order();

  private Coefficients() {}

  /** One place in the transform. Immutable. */
  static final class Coefficient {
    final int component;
    final int v;
    final int u;
    private final int sizeClass;

    Coefficient(int component, int v, int u) {
      this.component = component;
      this.v = v;
      this.u = u;
      this.sizeClass = CLASSES[component][v][u];
    }

    /** Step in 1/1024 grey levels, at a gain. */
    int step(int gain) {
      int waves = (v > 0 ? 1 : 0) + (u > 0 ? 1 : 0);
      return STEPS[component == LUMA ? 0 : 1][waves] * GAIN[gain];
    }

    /** Probability, in 1/65536, that the quantised coefficient is not 0. */
    int notZero(int gain) {
      return NOT_ZERO[index(gain)];
    }

    /** Probability, in 1/65536, that its size is greater than one it has reached. */
    int greater(int gain) {
      return GREATER[index(gain)];
    }

    private int index(int gain) {
      int index = sizeClass + INDEX_OF_CLASS_0 - gain;
      return Math.max(0, Math.min(NOT_ZERO.length - 1, index));
    }

    private boolean before(Coefficient other) {
      if (sizeClass != other.sizeClass) {
        return sizeClass > other.sizeClass;
      }
      if (component != other.component) {
        return component < other.component;
      }
      return v + u != other.v + other.u ? v + u < other.v + other.u : v < other.v;
    }
  }

  /** Large ones first; Y(0, 0) is apart. */
  private static List<Coefficient> order() {
    List<Coefficient> order = new ArrayList<>();
    for (int component = 0; component < COMPONENTS; component++) {
      for (int v = 0; v < CLASSES[component].length; v++) {
        for (int u = 0; u < CLASSES[component].length; u++) {
          if (component != LUMA || v + u > 0) {
            order.add(new Coefficient(component, v, u));
          }
        }
      }
    }
    order.sort((a, b) -> a.before(b) ? -1 : b.before(a) ? 1 : 0);
    return Collections.unmodifiableList(order);
  }
}
