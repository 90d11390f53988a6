package io.gistwire.server.index;

import io.gistwire.server.follow.LogFollower;
import io.gistwire.server.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.lucene.analysis.Analyzer;

/** One built, or building, state of an index with the threads that keep it up with the log. */
final class IndexGeneration implements AutoCloseable {
  private final TableFollower tables;
  private final CaptionIndex captions;
  private final LogFollower tableThread;
  private final LogFollower captionThread;

  private IndexGeneration(GistDecoding decoding, Ledger ledger, CaptionIndex captions) {
    this.captions = captions;
    this.tables = new TableFollower(decoding, ledger);
    String name = decoding.fingerprint().toString();
    this.tableThread = LogFollower.start("index-" + name, ledger.log(), tables);
    this.captionThread =
        LogFollower.start(
            "captions-" + name, ledger.log(), new CaptionFollower(decoding, ledger, captions));
  }

  static IndexGeneration open(GistDecoding decoding, Ledger ledger, Path folder, Analyzer analyzer)
      throws IOException {
    return new IndexGeneration(decoding, ledger, CaptionIndex.open(folder, analyzer));
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
      captions.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing the caption index", e);
    }
  }
}
