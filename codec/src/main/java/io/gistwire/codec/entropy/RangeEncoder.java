package io.gistwire.codec.entropy;

import io.gistwire.codec.bits.OutputFullException;
import java.util.Objects;

/**
 * Narrows an interval symbol by symbol and names a number in it with as few bytes as possible
 * (FORMAT.md, 2). Martin, "Range encoding" (1979), with carries into the caller's memory.
 *
 * <p>Not thread-safe. Invariants between calls: {@code 0 <= low < 2^56}, {@code 2^48 < range <=
 * 2^56}, {@code offset <= position <= limit}; the bytes in {@code [offset, position)} followed by
 * {@code low} are the lower end of the interval as a binary fraction.
 */
public final class RangeEncoder {
  /** The largest total that a model can have. */
  public static final int MAX_TOTAL = 1 << 24;

  /** Probabilities of single bits are in parts of this. */
  public static final int BIT_TOTAL = 1 << 16;

  static final int PRECISION_BITS = 56;
  static final long WHOLE = 1L << PRECISION_BITS;
  static final long MIN_RANGE = 1L << (PRECISION_BITS - 8);

  private final byte[] buffer;
  private final int offset;
  private final int limit;
  private int position;
  private long low;
  private long range = WHOLE;

  /** Writes to {@code buffer[offset .. offset + length)}. */
  public RangeEncoder(byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    this.buffer = buffer;
    this.offset = offset;
    this.limit = offset + length;
    this.position = offset;
  }

  /** Codes a symbol of a model. */
  public void encode(SymbolModel model, int symbol) {
    encode(model.cumulative(symbol), model.frequency(symbol), model.total());
  }

  /**
   * Narrows the interval to the part {@code [cumulative, cumulative + frequency)} of {@code total}.
   *
   * @param cumulative at least 0
   * @param frequency at least 1
   * @param total at least {@code cumulative + frequency}, at most {@link #MAX_TOTAL}
   * @throws OutputFullException when the memory is used up
   */
  public void encode(int cumulative, int frequency, int total) {
    checkPart(cumulative, frequency, total);
    long unit = range / total;
    long skipped = unit * cumulative;
    low += skipped;
    range = cumulative + frequency < total ? unit * frequency : range - skipped;
    renormalise();
  }

  /** Codes a number below {@code count}, all equally likely. */
  public void encodeUniform(int number, int count) {
    encode(number, 1, count);
  }

  /**
   * Codes one bit.
   *
   * @param probabilityOfOne in 1/65536, 1 to 65535
   */
  public void encodeBit(int bit, int probabilityOfOne) {
    if (bit != 0) {
      encode(0, probabilityOfOne, BIT_TOTAL);
    } else {
      encode(probabilityOfOne, BIT_TOTAL - probabilityOfOne, BIT_TOTAL);
    }
  }

  /** Codes one bit so that likely values only need no bytes at all. */
  public void encodeLikelyFirst(int bit, int probabilityOfOne) {
    int likely = probabilityOfOne >= BIT_TOTAL / 2 ? 1 : 0;
    int width = Math.max(probabilityOfOne, BIT_TOTAL - probabilityOfOne);
    encodeBit((bit != 0 ? 1 : 0) == likely ? 1 : 0, width);
  }

  /** Bytes that are certain to be written so far; the end adds at most 7. */
  public int sizeBytes() {
    return position - offset;
  }

  /**
   * Ends with the shortest bytes in the interval, where missing bytes are read as zero.
   *
   * @return bytes written in all, from the offset; bytes of the memory behind them are undefined
   */
  public int finish() {
    for (int count = 0; ; count++) {
      long step = 1L << (PRECISION_BITS - 8 * count);
      long value = (low + step - 1) & -step;
      if (value < low + range) {
        putTop(value, count);
        break;
      }
    }
    while (position > offset && buffer[position - 1] == 0) {
      position--;
    }
    return position - offset;
  }

  /**
   * Ends with the shortest bytes that determine every symbol whatever bytes follow them: for layers
   * that can be cut (FORMAT.md, 2.4).
   *
   * @return bytes written in all
   */
  public int finishDetermined() {
    for (int count = 0; ; count++) {
      long step = 1L << (PRECISION_BITS - 8 * count);
      long value = (low + step - 1) & -step;
      if (value + step <= low + range) {
        putTop(value, count);
        return position - offset;
      }
    }
  }

  private void putTop(long value, int count) {
    low = value;
    carry();
    for (int i = 0; i < count; i++) {
      shiftOut();
    }
  }

  private void renormalise() {
    carry();
    while (range <= MIN_RANGE) {
      shiftOut();
      range <<= 8;
    }
  }

  /** The interval lies below 1, so the carry ends within the bytes that are out. */
  private void carry() {
    if (low >= WHOLE) {
      low -= WHOLE;
      int i = position - 1;
      while (++buffer[i] == 0) {
        i--;
      }
    }
  }

  private void shiftOut() {
    if (position == limit) {
      throw new OutputFullException(limit - offset);
    }
    buffer[position++] = (byte) (low >>> (PRECISION_BITS - 8));
    low = (low << 8) & (WHOLE - 1);
  }

  static void checkPart(int cumulative, int frequency, int total) {
    if ((cumulative | (frequency - 1) | (total - frequency - cumulative) | (MAX_TOTAL - total))
        < 0) {
      throw new IllegalArgumentException(
          "part ["
              + cumulative
              + ", "
              + cumulative
              + " + "
              + frequency
              + ") of "
              + total
              + "; parts are not empty, lie within the total, and totals are 1 to 2^24");
    }
  }
}
