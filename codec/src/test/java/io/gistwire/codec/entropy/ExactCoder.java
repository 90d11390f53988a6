package io.gistwire.codec.entropy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/**
 * The plain reference of {@link RangeEncoder}: FORMAT.md's section 2 on one exact big fraction,
 * without bytes, carries or a window.
 */
final class ExactCoder {
  private static final BigInteger TWO = BigInteger.valueOf(2);

  /** The interval is [low, low + range) / 2^scale; {@code range} is below 2^56 + 1. */
  private BigInteger low = BigInteger.ZERO;

  private BigInteger range = TWO.pow(56);
  private int scale = 56;

  void encode(int cumulative, int frequency, int total) {
    BigInteger unit = range.divide(BigInteger.valueOf(total));
    BigInteger skipped = unit.multiply(BigInteger.valueOf(cumulative));
    low = low.add(skipped);
    range =
        cumulative + frequency < total
            ? unit.multiply(BigInteger.valueOf(frequency))
            : range.subtract(skipped);
    while (range.compareTo(TWO.pow(48)) <= 0) {
      low = low.shiftLeft(8);
      range = range.shiftLeft(8);
      scale += 8;
    }
  }

  /** Information of all symbols so far, bits. */
  double information() {
    return scale - Math.log(range.doubleValue()) / Math.log(2);
  }

  /** The shortest byte string that, with zeros behind it, lies in the interval. */
  byte[] shortest() {
    for (int bytes = 0; ; bytes++) {
      BigInteger value = roundedUp(bytes);
      if (value.compareTo(low.add(range)) < 0) {
        return top(value, bytes);
      }
    }
  }

  /** The shortest byte string that lies in the interval whatever follows it. */
  byte[] shortestDetermined() {
    for (int bytes = 0; ; bytes++) {
      BigInteger value = roundedUp(bytes);
      BigInteger end = value.add(step(bytes));
      if (end.compareTo(low.add(range)) <= 0) {
        return top(value, bytes);
      }
    }
  }

  private BigInteger step(int bytes) {
    int bits = scale - 8 * bytes;
    return bits >= 0 ? TWO.pow(bits) : BigInteger.ONE;
  }

  private BigInteger roundedUp(int bytes) {
    BigInteger step = step(bytes);
    return low.add(step).subtract(BigInteger.ONE).divide(step).multiply(step);
  }

  private byte[] top(BigInteger value, int bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < bytes; i++) {
      out.write(value.shiftRight(scale - 8 * (i + 1)).intValue() & 0xff);
    }
    return out.toByteArray();
  }
}
