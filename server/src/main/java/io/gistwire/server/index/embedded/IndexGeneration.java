package io.gistwire.server.index.embedded;

import io.gistwire.server.captions.Captions;
import io.gistwire.server.follow.LogFollower;
import io.gistwire.server.index.GistDecoding;
import io.gistwire.server.index.lucene.CaptionFollower;
import io.gistwire.server.index.lucene.CaptionIndex;
import io.gistwire.server.index.memory.CodeTables;
import io.gistwire.server.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** One built, or building, state of an index with the threads that keep it up with the log. */
final class IndexGeneration implements AutoCloseable {
  private final CodeTables tables;
  private final CaptionIndex captions;
  private final CaptionFollower captionFollower;
  private final LogFollower tableThread;
  private final LogFollower captionThread;

  private IndexGeneration(
      GistDecoding decoding,
      Ledger ledger,
      CaptionIndex index,
      CaptionFollower follower,
      CodeTables tables) {
    this.captions = index;
    this.captionFollower = follower;
    this.tables = tables;
    String name = decoding.fingerprint().toString();
    this.tableThread = LogFollower.start("index-" + name, ledger.log(), tables);
    this.captionThread = LogFollower.start("captions-" + name, ledger.log(), follower);
  }

  /**
   * Opens a generation and starts its threads.
   *
   * @param index words of captions, closed with it
   * @param folder of the snapshot of the tables
   * @param mayRefresh whether captions of earlier pack versions are inferred again, and snapshots
   *     are written, now: not while one is built anew
   * @param isRebuild whether it is built anew beside another one
   */
  static IndexGeneration open(
      GistDecoding decoding,
      Captions captions,
      Ledger ledger,
      CaptionIndex index,
      Path folder,
      BooleanSupplier mayRefresh,
      boolean isRebuild) {
    CodeTables tables = new CodeTables(decoding, ledger, folder, mayRefresh, !isRebuild);
    CaptionFollower follower = new CaptionFollower(captions, ledger, index, mayRefresh, isRebuild);
    return new IndexGeneration(decoding, ledger, index, follower, tables);
  }

  CodeTables tables() {
    return tables;
  }

  CaptionIndex captions() {
    return captions;
  }

  LogFollower tableThread() {
    return tableThread;
  }

  LogFollower captionThread() {
    return captionThread;
  }

  /** Ends it for good; its tables are kept for the next start. */
  @Override
  public void close() {
    tableThread.close();
    tables.keepSnapshot();
    discard();
  }

  /** Ends it; another generation took its place. */
  void discard() {
    tableThread.close();
    captionThread.close();
    try {
      captionFollower.idle();
      captions.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing the caption index", e);
    }
  }
}
