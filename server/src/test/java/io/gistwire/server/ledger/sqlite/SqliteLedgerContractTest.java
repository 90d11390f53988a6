package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.contract.LedgerContract;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.storage.DataFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The SQLite ledger keeps the contract. */
public class SqliteLedgerContractTest extends LedgerContract {
  @TempDir Path path;
  private DataFolder folder;

  @Override
  protected Ledger open() throws Exception {
    folder = folder == null ? DataFolder.open(path) : folder;
    return SqliteLedger.open(folder, LedgerOptions.defaults());
  }

  @AfterEach
  void closeFolder() throws Exception {
    folder.close();
  }
}
