package io.gistwire.proto.batch;

import io.gistwire.proto.v1.IntegerColumn;
import java.util.stream.LongStream;

/**
 * Columns of integers: all equal, Rice-coded (Rice, "Some practical universal noiseless coding
 * techniques", 1979) or plain. Times between photos and lengths of captions are close to geometric,
 * which is where Rice codes are within half a bit of the best.
 */
final class IntegerColumns {
  /** Enough for a gap of 35 years in milliseconds. */
  static final int MAX_RICE_BITS = 40;

  /** A day in milliseconds. */
  static final long MAX_UNIT = 86_400_000;

  private static final long MAX_WORTHWHILE_BITS = 1L << 40;

  private IntegerColumns() {}

  /** The cheapest column for the values, at least one; they and their differences fit a long. */
  static IntegerColumn pack(long[] values) {
    long base = LongStream.of(values).min().getAsLong();
    long[] offsets = new long[values.length];
    long unit = 0;
    for (int i = 0; i < values.length; i++) {
      offsets[i] = Math.subtractExact(values[i], base);
      unit = greatestCommonDivisor(unit, offsets[i]);
    }
    if (unit == 0) {
      return IntegerColumn.newBuilder().setBase(base).build();
    }
    IntegerColumn plain = packPlain(values);
    long divisor = unit > MAX_UNIT ? 1 : unit;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] /= divisor;
    }
    int riceBits = cheapestRiceBits(offsets);
    if (riceBytes(offsets, riceBits) >= plain.getSerializedSize()) {
      return plain;
    }
    IntegerColumn rice = packRice(offsets, riceBits, base, divisor);
    return rice.getSerializedSize() < plain.getSerializedSize() ? rice : plain;
  }

  private static IntegerColumn packPlain(long[] values) {
    IntegerColumn.Builder column = IntegerColumn.newBuilder();
    for (long value : values) {
      column.addOffsets(value);
    }
    return column.build();
  }

  private static IntegerColumn packRice(long[] offsets, int riceBits, long base, long unit) {
    BitSink sink = new BitSink();
    for (long offset : offsets) {
      for (long quotient = offset >>> riceBits; quotient > 0; quotient--) {
        sink.writeBit(true);
      }
      sink.writeBit(false);
      sink.writeBits(offset, riceBits);
    }
    return IntegerColumn.newBuilder()
        .setBase(base)
        .setRiceBits(riceBits)
        .setRice(sink.toByteString())
        .setUnit(unit == 1 ? 0 : (int) unit)
        .build();
  }

  private static int cheapestRiceBits(long[] offsets) {
    int best = MAX_RICE_BITS;
    for (int riceBits = MAX_RICE_BITS - 1; riceBits >= 0; riceBits--) {
      if (riceBytes(offsets, riceBits) < riceBytes(offsets, best)) {
        best = riceBits;
      }
    }
    return best;
  }

  /** Saturates instead of overflowing: such a column is never the cheapest. */
  private static long riceBytes(long[] offsets, int riceBits) {
    long bits = 0;
    for (long offset : offsets) {
      long quotient = offset >>> riceBits;
      if (quotient > MAX_WORTHWHILE_BITS || bits > MAX_WORTHWHILE_BITS) {
        return Long.MAX_VALUE;
      }
      bits += quotient + 1 + riceBits;
    }
    return (bits + 7) >>> 3;
  }

  /** Both at least 0. */
  private static long greatestCommonDivisor(long a, long b) {
    while (b != 0) {
      long rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }

  /**
   * Reads the column's values.
   *
   * @param count how many; the caller has checked that it may allocate as many
   * @param name how errors call the column
   * @throws BatchFormatException unless there are exactly that many, each from min to max
   */
  static long[] unpack(IntegerColumn column, int count, long min, long max, String name)
      throws BatchFormatException {
    boolean plain = column.getOffsetsCount() > 0;
    if (plain && !column.getRice().isEmpty()) {
      throw BatchFormatException.malformed(name + " has both rice and offsets; one is allowed");
    }
    if (plain && column.getOffsetsCount() != count) {
      throw BatchFormatException.malformed(
          name + " has " + column.getOffsetsCount() + " offsets; " + count + " are needed");
    }
    long unit = unit(column, name);
    long[] values = column.getRice().isEmpty() ? new long[count] : rice(column, count, name);
    for (int i = 0; i < count; i++) {
      long offset = plain ? column.getOffsets(i) : values[i];
      values[i] = inRange(column.getBase(), unit, offset, min, max, name);
    }
    return values;
  }

  private static long unit(IntegerColumn column, String name) throws BatchFormatException {
    long unit = Integer.toUnsignedLong(column.getUnit());
    if (unit > MAX_UNIT) {
      throw BatchFormatException.malformed(
          name + " has unit " + unit + "; 1 to " + MAX_UNIT + " are allowed");
    }
    return unit == 0 ? 1 : unit;
  }

  private static long[] rice(IntegerColumn column, int count, String name)
      throws BatchFormatException {
    int riceBits = column.getRiceBits();
    if (riceBits < 0 || riceBits > MAX_RICE_BITS) {
      throw BatchFormatException.malformed(
          name
              + " has "
              + Integer.toUnsignedString(riceBits)
              + " rice_bits; 0 to "
              + MAX_RICE_BITS
              + " are allowed");
    }
    // Each value takes riceBits + 1 bits or more, so a small input never makes a large array.
    if (8L * column.getRice().size() < (riceBits + 1L) * count) {
      throw BatchFormatException.malformed(
          name + " has " + column.getRice().size() + " bytes, too few for " + count + " values");
    }
    BitSource source = new BitSource(column.getRice(), name);
    long[] offsets = new long[count];
    for (int i = 0; i < count; i++) {
      offsets[i] = source.readUnary() << riceBits | source.readBits(riceBits);
    }
    source.expectEnd();
    return offsets;
  }

  private static long inRange(long base, long unit, long offset, long min, long max, String name)
      throws BatchFormatException {
    long value;
    try {
      value = Math.addExact(base, Math.multiplyExact(unit, offset));
    } catch (ArithmeticException overflow) {
      throw BatchFormatException.malformed(
          name + " holds " + base + " + " + unit + " x " + offset + ", beyond 64 bits");
    }
    if (value < min || value > max) {
      throw BatchFormatException.malformed(
          name + " holds " + value + "; " + min + " to " + max + " are allowed");
    }
    return value;
  }
}
