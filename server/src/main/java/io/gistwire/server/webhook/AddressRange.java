package io.gistwire.server.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Addresses that begin with the same bits.
 *
 * @param first its bytes, 4 or 16
 * @param bits how many of them count
 */
record AddressRange(byte[] first, int bits) {
  /**
   * Reads {@code 10.1.0.0/16}, {@code fd00::/8} or a single address.
   *
   * @throws IllegalArgumentException for anything else, names of hosts included
   */
  static AddressRange parse(String text) {
    String[] parts = text.strip().split("/", 2);
    if (!parts[0].matches("[0-9a-fA-F:.]+") || !parts[0].matches(".*[.:].*")) {
      throw new IllegalArgumentException(
          "'" + text + "' is no range of addresses; 10.1.0.0/16 and fd00::/8 are");
    }
    try {
      byte[] first = InetAddress.getByName(parts[0]).getAddress();
      int most = first.length * Byte.SIZE;
      int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
      if (bits < 0 || bits > most) {
        throw new IllegalArgumentException("'" + text + "' has " + bits + " bits; 0 to " + most);
      }
      return new AddressRange(first, bits);
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no range of addresses", e);
    }
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != first.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    int rest = bits % Byte.SIZE;
    if (!Arrays.equals(bytes, 0, whole, first, 0, whole)) {
      return false;
    }
    int mask = 0xff << (Byte.SIZE - rest) & 0xff;
    return rest == 0 || (bytes[whole] & mask) == (first[whole] & mask);
  }
}
