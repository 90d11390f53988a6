package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.contract.LedgerUpkeepContract;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.storage.DataFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The upkeep of the SQLite ledger keeps the contract. */
public class SqliteUpkeepContractTest extends LedgerUpkeepContract {
  @TempDir Path path;
  private DataFolder folder;

  @Override
  protected Ledger open(long tombstoneMillis) throws Exception {
    folder = folder == null ? DataFolder.open(path) : folder;
    return SqliteLedger.open(folder, new LedgerOptions(4096, 1, 10, 2, tombstoneMillis));
  }

  @AfterEach
  void closeFolder() throws Exception {
    folder.close();
  }
}
