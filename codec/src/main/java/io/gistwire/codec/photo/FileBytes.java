package io.gistwire.codec.photo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Checked reads from a file in memory; reading outside throws IndexOutOfBoundsException. */
final class FileBytes {
  private final byte[] all;

  FileBytes(byte[] all) {
    this.all = all;
  }

  byte[] all() {
    return all;
  }

  int length() {
    return all.length;
  }

  int u8(long at) {
    if (at < 0 || at >= all.length) {
      throw new IndexOutOfBoundsException("byte " + at + " of a file of " + all.length);
    }
    return all[(int) at] & 0xFF;
  }

  int u16(long at, boolean little) {
    return little ? u8(at) | u8(at + 1) << 8 : u8(at) << 8 | u8(at + 1);
  }

  int u16be(long at) {
    return u16(at, false);
  }

  int u16le(long at) {
    return u16(at, true);
  }

  int u24le(long at) {
    return u16le(at) | u8(at + 2) << 16;
  }

  long u32(long at, boolean little) {
    return little ? u16le(at) | (long) u16le(at + 2) << 16 : (long) u16be(at) << 16 | u16be(at + 2);
  }

  long u32be(long at) {
    return u32(at, false);
  }

  long u32le(long at) {
    return u32(at, true);
  }

  /** Whether the text is at an offset, byte for byte; false outside of the file. */
  boolean startsWith(long at, String latin1) {
    if (at < 0 || at + latin1.length() > all.length) {
      return false;
    }
    for (int i = 0; i < latin1.length(); i++) {
      if ((all[(int) at + i] & 0xFF) != latin1.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The part of a chunk's body that the file has; empty when it begins outside. */
  Span within(long start, long length) {
    if (start < 0 || start >= all.length || length <= 0) {
      return new Span(0, 0);
    }
    return new Span((int) start, (int) Math.min(length, all.length - start));
  }

  byte[] copy(Span span) {
    return Arrays.copyOfRange(all, span.start(), span.end());
  }

  String latin1(long start, int length) {
    return new String(all, (int) start, length, StandardCharsets.ISO_8859_1);
  }
}
