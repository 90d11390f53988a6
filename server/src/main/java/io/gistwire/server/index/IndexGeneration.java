package io.gistwire.server.index;

import io.gistwire.server.captions.Captions;
import io.gistwire.server.follow.LogFollower;
import io.gistwire.server.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;

/** One built, or building, state of an index with the threads that keep it up with the log. */
final class IndexGeneration implements AutoCloseable {
  private final TableFollower tables;
  private final CaptionIndex captions;
  private final CaptionFollower captionFollower;
  private final LogFollower tableThread;
  private final LogFollower captionThread;

  private IndexGeneration(
      GistDecoding decoding, Ledger ledger, CaptionIndex index, CaptionFollower follower) {
    this.captions = index;
    this.captionFollower = follower;
    this.tables = new TableFollower(decoding, ledger);
    String name = decoding.fingerprint().toString();
    this.tableThread = LogFollower.start("index-" + name, ledger.log(), tables);
    this.captionThread = LogFollower.start("captions-" + name, ledger.log(), follower);
  }

  /**
   * Opens a generation and starts its threads.
   *
   * @param index words of captions, closed with it
   * @param mayRefresh whether captions of earlier pack versions are inferred again now
   * @param isRebuild whether it is built anew beside another one
   */
  static IndexGeneration open(
      GistDecoding decoding,
      Captions captions,
      Ledger ledger,
      CaptionIndex index,
      BooleanSupplier mayRefresh,
      boolean isRebuild) {
    CaptionFollower follower = new CaptionFollower(captions, ledger, index, mayRefresh, isRebuild);
    return new IndexGeneration(decoding, ledger, index, follower);
  }

  TableFollower tables() {
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

  @Override
  public void close() {
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
