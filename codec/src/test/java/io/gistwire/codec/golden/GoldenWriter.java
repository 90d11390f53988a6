package io.gistwire.codec.golden;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes {@code cases.tsv} of a new format version: kind, seed, layer in hex, what it means. Run
 * once for a version; committed files never change.
 */
final class GoldenWriter {
  private static final int CASES = 40;

  private GoldenWriter() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Path file = folder.resolve("cases.tsv");
    if (Files.exists(file)) {
      throw new IllegalStateException(file + " is there; golden files are written once");
    }
    Cases cases = new Cases(folder);
    List<String> lines = new ArrayList<>();
    for (String kind : Cases.KINDS) {
      for (long seed = 1; seed <= CASES; seed++) {
        byte[] layer = cases.layer(kind, seed);
        lines.add(
            kind + "\t" + seed + "\t" + Hex.of(layer) + "\t" + cases.meaning(kind, seed, layer));
      }
    }
    Files.write(file, lines);
  }
}
