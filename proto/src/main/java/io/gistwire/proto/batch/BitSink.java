package io.gistwire.proto.batch;

import com.google.protobuf.ByteString;
import java.util.Arrays;

/** Bits into bytes, from the highest bit of each byte down; the last byte is padded with 0 bits. */
final class BitSink {
  private byte[] bytes = new byte[64];
  private int bitCount;

  void writeBit(boolean bit) {
    int index = bitCount >>> 3;
    if (index == bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    if (bit) {
      bytes[index] |= (byte) (0x80 >>> (bitCount & 7));
    }
    bitCount++;
  }

  /** The low {@code width} bits of the value, highest first. */
  void writeBits(long value, int width) {
    for (int shift = width - 1; shift >= 0; shift--) {
      writeBit((value >>> shift & 1) != 0);
    }
  }

  ByteString toByteString() {
    return ByteString.copyFrom(bytes, 0, (bitCount + 7) >>> 3);
  }
}
