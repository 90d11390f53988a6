package io.gistwire.server.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sizes of a ledger's files. */
final class LedgerFiles {
  private LedgerFiles() {}

  /** Bytes of the database and of its write-ahead log. */
  static long sizeBytes(Path file) {
    return lengthOf(file) + lengthOf(file.resolveSibling(file.getFileName() + "-wal"));
  }

  private static long lengthOf(Path path) {
    try {
      return Files.exists(path) ? Files.size(path) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
