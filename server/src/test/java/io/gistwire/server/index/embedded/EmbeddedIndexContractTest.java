package io.gistwire.server.index.embedded;

import io.gistwire.server.contract.GistIndexContract;
import io.gistwire.server.index.IndexEngine;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.sqlite.LedgerOptions;
import io.gistwire.server.ledger.sqlite.SqliteLedger;
import io.gistwire.server.storage.DataFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The index of a single server keeps the contract. */
public class EmbeddedIndexContractTest extends GistIndexContract {
  @TempDir Path path;
  private DataFolder folder;

  @Override
  protected Ledger openLedger() throws Exception {
    folder = DataFolder.open(path);
    return SqliteLedger.open(folder, LedgerOptions.defaults());
  }

  @Override
  protected IndexEngine openEngine() throws Exception {
    return new EmbeddedIndexEngine("en", path.resolve("index"));
  }

  @AfterEach
  void closeFolder() throws Exception {
    folder.close();
  }
}
