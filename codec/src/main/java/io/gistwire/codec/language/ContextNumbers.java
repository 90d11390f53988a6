package io.gistwire.codec.language;

/**
 * Numbers contexts 0, 1, 2, .. in the order in which they are first met. Open addressing; keys are
 * never 0. Not thread-safe.
 */
final class ContextNumbers {
  private final long[] keys;
  private final int[] numbers;
  private final int shift;
  private int size;

  /**
   * An empty numbering.
   *
   * @param most contexts that will be met at most
   */
  ContextNumbers(int most) {
    int bits = 33 - Integer.numberOfLeadingZeros(most);
    this.keys = new long[1 << bits];
    this.numbers = new int[1 << bits];
    this.shift = 64 - bits;
  }

  /** The context's number, a new one when it is met for the first time. */
  int number(long key) {
    int slot = (int) (key * 0x9e3779b97f4a7c15L >>> shift);
    while (keys[slot] != key) {
      if (keys[slot] == 0) {
        keys[slot] = key;
        numbers[slot] = size++;
        break;
      }
      slot = slot + 1 & keys.length - 1;
    }
    return numbers[slot];
  }
}
