package io.gistwire.proto.batch;

import com.google.protobuf.ByteString;

/** Bits out of bytes that are not trusted, as {@link BitSink} wrote them. */
final class BitSource {
  private final ByteString bytes;
  private final String name;
  private final long bitCount;
  private long position;

  /** The name is how errors call the column. */
  BitSource(ByteString bytes, String name) {
    this.bytes = bytes;
    this.name = name;
    this.bitCount = 8L * bytes.size();
  }

  boolean readBit() throws BatchFormatException {
    if (position == bitCount) {
      throw BatchFormatException.malformed(
          name + " ends after " + bytes.size() + " bytes, before its last value");
    }
    int octet = bytes.byteAt((int) (position >>> 3));
    return (octet << (position++ & 7) & 0x80) != 0;
  }

  long readBits(int width) throws BatchFormatException {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = value << 1 | (readBit() ? 1 : 0);
    }
    return value;
  }

  /** The number of 1 bits before the next 0 bit: at most the bits that there are. */
  long readUnary() throws BatchFormatException {
    long count = 0;
    while (readBit()) {
      count++;
    }
    return count;
  }

  /** Checks that only padding is left. */
  void expectEnd() throws BatchFormatException {
    if (bitCount - position >= 8) {
      throw BatchFormatException.malformed(
          name + " has " + (bitCount - position) / 8 + " bytes more than its values take");
    }
    while (position < bitCount) {
      if (readBit()) {
        throw BatchFormatException.malformed(name + " has a 1 bit in its padding");
      }
    }
  }
}
