package io.gistwire.codec.bits;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.TruncatedGistException;
import java.util.Objects;

/**
 * Reads numbers of 0 to 31 bits, most significant bit first, from the caller's memory.
 *
 * <p>Not thread-safe. Invariant: {@code position} counts bits from the start of the buffer and
 * never passes {@code limit}.
 */
public final class BitReader {
  private final byte[] buffer;
  private final long limit;
  private long position;

  /** Reads {@code buffer[offset .. offset + length)}. */
  public BitReader(byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    this.buffer = buffer;
    this.position = 8L * offset;
    this.limit = 8L * (offset + (long) length);
  }

  /** Bits not read yet. */
  public long remainingBits() {
    return limit - position;
  }

  /**
   * The next number.
   *
   * @param bits 0 to {@value BitWriter#MAX_BITS}
   * @throws TruncatedGistException when fewer bits are left
   */
  public int read(int bits) throws TruncatedGistException {
    if (bits < 0 || bits > BitWriter.MAX_BITS) {
      throw new IllegalArgumentException(bits + " bits; 0 to 31 can be read at once");
    }
    if (bits > remainingBits()) {
      throw new TruncatedGistException(
          "bit string ends " + (bits - remainingBits()) + " bits early; send the layer whole");
    }
    int value = 0;
    for (int i = 0; i < bits; i++, position++) {
      value = value << 1 | buffer[(int) (position >>> 3)] >> (7 - (int) (position & 7)) & 1;
    }
    return value;
  }

  /**
   * Checks that only 0 bits are left.
   *
   * @throws CorruptGistException when one of them is set
   */
  public void expectZeros() throws CorruptGistException, TruncatedGistException {
    while (remainingBits() > 0) {
      if (read(1) != 0) {
        throw new CorruptGistException("an unused bit is set; unused bits are 0");
      }
    }
  }
}
