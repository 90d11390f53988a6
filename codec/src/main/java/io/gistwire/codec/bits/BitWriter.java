package io.gistwire.codec.bits;

import java.util.Objects;

/**
 * Writes numbers of 0 to 31 bits, most significant bit first, into the caller's memory.
 *
 * <p>Not thread-safe. Invariants: {@code pending} holds {@code pendingBits} (0 to 7) bits that are
 * not in the buffer yet; {@code offset <= position <= limit}.
 */
public final class BitWriter {
  /** The most bits that one number can have. */
  public static final int MAX_BITS = 31;

  private final byte[] buffer;
  private final int offset;
  private final int limit;
  private int position;
  private long pending;
  private int pendingBits;

  /** Writes to {@code buffer[offset .. offset + length)}. */
  public BitWriter(byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    this.buffer = buffer;
    this.offset = offset;
    this.limit = offset + length;
    this.position = offset;
  }

  /**
   * Appends the low {@code bits} bits of {@code value}.
   *
   * @param value 0 to 2^bits - 1
   * @param bits 0 to {@value #MAX_BITS}
   * @throws IllegalArgumentException when the value does not fit into the bits
   * @throws OutputFullException when the memory is used up
   */
  public void write(int value, int bits) {
    if (bits < 0 || bits > MAX_BITS || (long) value >>> bits != 0) {
      throw new IllegalArgumentException(value + " does not fit into " + bits + " bits");
    }
    pending = pending << bits | value;
    pendingBits += bits;
    while (pendingBits >= 8) {
      pendingBits -= 8;
      put((byte) (pending >>> pendingBits));
    }
    pending &= (1L << pendingBits) - 1;
  }

  /**
   * Fills the last byte with 0 bits.
   *
   * @return bytes written in all
   */
  public int finish() {
    if (pendingBits > 0) {
      write(0, 8 - pendingBits);
    }
    return position - offset;
  }

  private void put(byte value) {
    if (position == limit) {
      throw new OutputFullException(limit - offset);
    }
    buffer[position++] = value;
  }
}
