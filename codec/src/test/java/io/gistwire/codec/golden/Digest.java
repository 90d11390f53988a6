package io.gistwire.codec.golden;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Prints one checksum a layer kind, over many layers and their meanings. Every JVM, interpreted or
 * compiled, must print the same.
 */
final class Digest {
  private Digest() {}

  public static void main(String[] args) throws Exception {
    Cases cases = new Cases(Path.of(args[0]));
    long count = Long.parseLong(args[1]);
    for (String kind : Cases.KINDS) {
      CRC32C crc = new CRC32C();
      for (long seed = 1; seed <= count; seed++) {
        byte[] layer = cases.layer(kind, 1000 + seed);
        crc.update(layer);
        String meaning = cases.meaning(kind, 1000 + seed, layer);
        crc.update(meaning.getBytes(StandardCharsets.UTF_8));
      }
      System.out.println(kind + " " + count + " " + Long.toHexString(crc.getValue()));
    }
  }
}
