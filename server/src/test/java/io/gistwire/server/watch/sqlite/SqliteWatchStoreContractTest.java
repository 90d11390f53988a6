package io.gistwire.server.watch.sqlite;

import io.gistwire.server.contract.WatchStoreContract;
import io.gistwire.server.watch.store.WatchStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The watches in SQLite keep the contract. */
public class SqliteWatchStoreContractTest extends WatchStoreContract {
  @TempDir Path path;

  @Override
  protected WatchStore open() throws Exception {
    return SqliteWatchStore.open(path.resolve("watches.db"));
  }
}
