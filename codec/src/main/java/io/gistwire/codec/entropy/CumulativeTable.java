package io.gistwire.codec.entropy;

/** Fixed frequencies with their running sums; immutable and thread-safe. */
public final class CumulativeTable implements SymbolModel {
  private final int[] sums;

  /**
   * A table of these frequencies.
   *
   * @param frequencies each at least 1, {@link RangeEncoder#MAX_TOTAL} at most in sum
   */
  public CumulativeTable(int... frequencies) {
    int[] running = new int[frequencies.length + 1];
    for (int i = 0; i < frequencies.length; i++) {
      RangeEncoder.checkPart(running[i], frequencies[i], RangeEncoder.MAX_TOTAL);
      running[i + 1] = running[i] + frequencies[i];
    }
    this.sums = running;
  }

  @Override
  public int size() {
    return sums.length - 1;
  }

  @Override
  public int total() {
    return sums[sums.length - 1];
  }

  @Override
  public int cumulative(int symbol) {
    return sums[symbol];
  }

  @Override
  public int frequency(int symbol) {
    return sums[symbol + 1] - sums[symbol];
  }

  @Override
  public int symbolAt(int target) {
    int low = 0;
    int high = size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (sums[middle] <= target) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
