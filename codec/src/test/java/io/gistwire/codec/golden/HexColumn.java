package io.gistwire.codec.golden;

import java.util.HexFormat;

/** Bytes as hex; none as a dash, so that a line keeps its columns. */
final class HexColumn {
  private HexColumn() {}

  static String of(byte[] bytes) {
    return bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes);
  }

  static byte[] parse(String hex) {
    return hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
