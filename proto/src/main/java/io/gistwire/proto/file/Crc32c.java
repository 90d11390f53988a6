package io.gistwire.proto.file;

/** CRC-32C (Castagnoli, reflected, 0x1EDC6F41). The JDK's own is missing from Android before 34. */
final class Crc32c {
  private static final int REFLECTED_POLYNOMIAL = 0x82F63B78;
  private static final int[] TABLE = table();

  private int state = -1;

  private static int[] table() {
    int[] table = new int[256];
    for (int octet = 0; octet < 256; octet++) {
      int value = octet;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ REFLECTED_POLYNOMIAL;
      }
      table[octet] = value;
    }
    return table;
  }

  Crc32c update(byte[] bytes) {
    for (byte octet : bytes) {
      state = TABLE[(state ^ octet) & 0xFF] ^ state >>> 8;
    }
    return this;
  }

  int value() {
    return ~state;
  }
}
