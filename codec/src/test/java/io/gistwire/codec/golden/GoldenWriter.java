package io.gistwire.codec.golden;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the cases of a new format version: kind, seed, layer in hex, what it means. Run once for a
 * version; committed files never change. With a count and a file of one's own it makes more cases,
 * to compare other implementations with.
 */
final class GoldenWriter {
  private GoldenWriter() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    long count = args.length > 1 ? Long.parseLong(args[1]) : 40;
    Path file = args.length > 2 ? Path.of(args[2]) : folder.resolve("cases.tsv");
    if (Files.exists(file)) {
      throw new IllegalStateException(file + " is there; golden files are written once");
    }
    Cases cases = new Cases(folder);
    List<String> lines = new ArrayList<>();
    for (String kind : Cases.KINDS) {
      for (long seed = 1; seed <= count; seed++) {
        byte[] layer = cases.layer(kind, seed);
        lines.add(
            kind
                + "\t"
                + seed
                + "\t"
                + HexColumn.of(layer)
                + "\t"
                + cases.meaning(kind, seed, layer));
      }
    }
    Files.write(file, lines);
  }
}
