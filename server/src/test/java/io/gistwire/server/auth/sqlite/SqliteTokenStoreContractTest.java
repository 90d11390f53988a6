package io.gistwire.server.auth.sqlite;

import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.contract.TokenStoreContract;
import io.gistwire.server.storage.DataFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The tokens in SQLite keep the contract. */
public class SqliteTokenStoreContractTest extends TokenStoreContract {
  @TempDir Path path;
  private DataFolder folder;

  @Override
  protected TokenStore open() throws Exception {
    folder = folder == null ? DataFolder.open(path) : folder;
    return SqliteTokenStore.open(folder);
  }

  @AfterEach
  void closeFolder() throws Exception {
    folder.close();
  }
}
