package io.gistwire.server.index;

import io.gistwire.server.contract.GistWriter;
import io.gistwire.server.ledger.sqlite.LedgerOptions;
import io.gistwire.server.ledger.sqlite.SqliteLedger;
import io.gistwire.server.storage.DataFolder;
import java.io.IOException;
import java.nio.file.Path;

/** A real ledger in a folder, and what fills it. */
public final class LedgerInFolder extends GistWriter implements AutoCloseable {
  private final DataFolder folder;

  /** Opens or makes it. */
  public LedgerInFolder(Path path) throws IOException {
    this(DataFolder.open(path));
  }

  private LedgerInFolder(DataFolder folder) throws IOException {
    super(SqliteLedger.open(folder, LedgerOptions.defaults()));
    this.folder = folder;
  }

  @Override
  public void close() throws IOException {
    ledger().close();
    folder.close();
  }
}
