package io.gistwire.codec.entropy;

import java.util.Objects;

/**
 * Reads what {@link RangeEncoder} wrote; bytes that are missing are zeros, so reading never ends by
 * itself: the reader's format states when it is done (FORMAT.md, 2.3).
 *
 * <p>Any bytes decode to some symbols. Not thread-safe. Invariants between calls: {@code 0 <= code
 * < range}, {@code 2^48 < range <= 2^56}; {@code open} (1 to 2^56) is the number of values that
 * {@code code} could still take if other bytes followed than zeros.
 */
public final class RangeDecoder {
  private final byte[] buffer;
  private final int limit;
  private int position;
  private long code;
  private long range = RangeEncoder.WHOLE;
  private long open = 1;
  private long unit;

  /** Reads {@code buffer[offset .. offset + length)}. */
  public RangeDecoder(byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    this.buffer = buffer;
    this.limit = offset + length;
    this.position = offset;
    for (int i = 0; i < RangeEncoder.PRECISION_BITS / 8; i++) {
      shiftIn();
    }
  }

  /** Reads a symbol of a model. */
  public int decode(SymbolModel model) {
    int total = model.total();
    int symbol = model.symbolAt(target(total));
    consume(model.cumulative(symbol), model.frequency(symbol), total);
    return symbol;
  }

  /** A number below {@code count}, all equally likely. */
  public int decodeUniform(int count) {
    int number = target(count);
    consume(number, 1, count);
    return number;
  }

  /**
   * One bit, 0 or 1.
   *
   * @param probabilityOfOne in 1/65536, 1 to 65535
   */
  public int decodeBit(int probabilityOfOne) {
    int target = target(RangeEncoder.BIT_TOTAL);
    if (target < probabilityOfOne) {
      consume(0, probabilityOfOne, RangeEncoder.BIT_TOTAL);
      return 1;
    }
    consume(probabilityOfOne, RangeEncoder.BIT_TOTAL - probabilityOfOne, RangeEncoder.BIT_TOTAL);
    return 0;
  }

  /** One bit written by {@link RangeEncoder#encodeLikelyFirst}. */
  public int decodeLikelyFirst(int probabilityOfOne) {
    int likely = probabilityOfOne >= RangeEncoder.BIT_TOTAL / 2 ? 1 : 0;
    int width = Math.max(probabilityOfOne, RangeEncoder.BIT_TOTAL - probabilityOfOne);
    return decodeBit(width) == 1 ? likely : 1 - likely;
  }

  /**
   * Where in the total the next symbol lies; {@link #consume} must follow with the same total.
   *
   * @param total 1 to {@link RangeEncoder#MAX_TOTAL}
   * @return 0 to {@code total - 1}
   */
  public int target(int total) {
    RangeEncoder.checkPart(0, 1, total);
    unit = range / total;
    return (int) Math.min(code / unit, total - 1);
  }

  /** Steps over the symbol with this part of the total of the {@link #target} call before. */
  public void consume(int cumulative, int frequency, int total) {
    RangeEncoder.checkPart(cumulative, frequency, total);
    long skipped = unit * cumulative;
    code -= skipped;
    range = cumulative + frequency < total ? unit * frequency : range - skipped;
    while (range <= RangeEncoder.MIN_RANGE) {
      shiftIn();
      range <<= 8;
    }
  }

  /**
   * Whether the symbol with this part of the total of the {@link #target} call before is the next
   * one whatever bytes follow those at hand (FORMAT.md, 2.4).
   */
  public boolean determined(int cumulative, int frequency, int total) {
    RangeEncoder.checkPart(cumulative, frequency, total);
    long end = cumulative + frequency < total ? unit * (cumulative + frequency) : range;
    return code >= unit * cumulative && code + open <= end;
  }

  private void shiftIn() {
    int next = 0;
    if (position < limit) {
      next = buffer[position++] & 0xff;
    } else if (open < RangeEncoder.WHOLE) {
      open <<= 8;
    }
    code = code << 8 | next;
  }
}
