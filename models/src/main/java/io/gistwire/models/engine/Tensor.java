package io.gistwire.models.engine;

/** Values in row-major order with their shape; the arrays are not copied and not to be changed. */
public sealed interface Tensor {
  /** Extent of each axis. */
  long[] shape();

  /** float32. */
  record Floats(float[] values, long... shape) implements Tensor {
    /** Checks that the shape holds exactly the values. */
    public Floats {
      check(values.length, shape);
    }
  }

  /** int64. */
  record Longs(long[] values, long... shape) implements Tensor {
    /** Checks that the shape holds exactly the values. */
    public Longs {
      check(values.length, shape);
    }
  }

  private static void check(int count, long[] shape) {
    long product = 1;
    for (long extent : shape) {
      product = Math.multiplyExact(product, extent);
    }
    if (product != count) {
      throw new IllegalArgumentException(
          count + " values do not fill the shape " + java.util.Arrays.toString(shape));
    }
  }
}
