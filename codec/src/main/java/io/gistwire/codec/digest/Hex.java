package io.gistwire.codec.digest;

/** Bytes as lower-case hex digits. Pure. */
public final class Hex {
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private Hex() {}

  /** Two digits a byte. */
  public static String of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /**
   * Two digits a byte, of a part of an array.
   *
   * @param from the first byte
   * @param to the end, exclusive
   * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= bytes.length}
   */
  public static String of(byte[] bytes, int from, int to) {
    if (from < 0 || to < from || to > bytes.length) {
      throw new IndexOutOfBoundsException(
          "bytes " + from + " to " + to + " of " + bytes.length + " bytes");
    }
    char[] text = new char[2 * (to - from)];
    for (int i = from; i < to; i++) {
      text[2 * (i - from)] = DIGITS[bytes[i] >> 4 & 15];
      text[2 * (i - from) + 1] = DIGITS[bytes[i] & 15];
    }
    return new String(text);
  }
}
