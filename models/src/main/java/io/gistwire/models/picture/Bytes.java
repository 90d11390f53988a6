package io.gistwire.models.picture;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Checked reads from a file in memory; reading outside throws IndexOutOfBoundsException. */
final class Bytes {
  private final byte[] all;

  Bytes(byte[] all) {
    this.all = all;
  }

  byte[] all() {
    return all;
  }

  int length() {
    return all.length;
  }

  int u8(long at) {
    return all[Math.toIntExact(Objects.checkIndex(at, (long) all.length))] & 0xFF;
  }

  int u16be(long at) {
    return u8(at) << 8 | u8(at + 1);
  }

  int u16le(long at) {
    return u8(at) | u8(at + 1) << 8;
  }

  int u24le(long at) {
    return u16le(at) | u8(at + 2) << 16;
  }

  long u32be(long at) {
    return (long) u16be(at) << 16 | u16be(at + 2);
  }

  long u32le(long at) {
    return u16le(at) | (long) u16le(at + 2) << 16;
  }

  boolean startsWith(long at, String latin1) {
    byte[] wanted = latin1.getBytes(StandardCharsets.ISO_8859_1);
    if (at < 0 || at + wanted.length > all.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (all[(int) at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  String hexStart() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(8, all.length); i++) {
      text.append(String.format(i == 0 ? "%02x" : " %02x", all[i]));
    }
    return all.length == 0 ? "nothing: 0 bytes" : text.toString();
  }
}
