package io.gistwire.codec.quantizer;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.TruncatedGistException;
import io.gistwire.codec.bits.BitReader;
import io.gistwire.codec.bits.BitWriter;
import java.util.Objects;

/** How M indices below K stand in bytes (FORMAT.md 4.3). Immutable. */
final class CodeLayout {
  private final int indices;
  private final int codewords;
  private final int bits;
  private final boolean prefixes;

  CodeLayout(int indices, int codewords, boolean prefixes) {
    this.indices = indices;
    this.codewords = codewords;
    this.bits = 32 - Integer.numberOfLeadingZeros(codewords - 1);
    this.prefixes = prefixes;
  }

  /** Bits of an index. */
  int bits() {
    return bits;
  }

  int codeBytes() {
    return (indices * bits + 7) / 8;
  }

  /** Indices that so many bytes hold. */
  int indicesIn(int lengthBytes) {
    return (int) Math.min(indices, 8L * lengthBytes / bits);
  }

  int check(byte[] code, int offset, int lengthBytes)
      throws CorruptGistException, TruncatedGistException {
    Objects.checkFromIndexSize(offset, lengthBytes, code.length);
    if (lengthBytes > codeBytes()) {
      throw new CorruptGistException(
          "embedding has " + lengthBytes + " bytes; a full code has " + codeBytes());
    }
    int present = indicesIn(lengthBytes);
    if (!prefixes && present < indices) {
      throw new TruncatedGistException(
          "embedding has " + lengthBytes + " bytes; this pack's codes need all " + codeBytes());
    }
    BitReader reader = new BitReader(code, offset, lengthBytes);
    for (int i = 0; i < present; i++) {
      int index = reader.read(bits);
      if (index >= codewords) {
        throw new CorruptGistException(
            "embedding has index " + index + " at position " + i + "; codebooks have " + codewords);
      }
    }
    reader.expectZeros();
    return present;
  }

  /** The index at a position of a checked code. */
  int index(byte[] code, int offset, int position) {
    if (bits == 8) {
      return code[offset + position] & 0xff;
    }
    int value = 0;
    for (int bit = position * bits; bit < (position + 1) * bits; bit++) {
      value = value << 1 | code[offset + (bit >> 3)] >> (7 - (bit & 7)) & 1;
    }
    return value;
  }

  byte[] pack(int[] chosen) {
    byte[] code = new byte[codeBytes()];
    BitWriter writer = new BitWriter(code, 0, code.length);
    for (int index : chosen) {
      writer.write(index, bits);
    }
    writer.finish();
    return code;
  }
}
