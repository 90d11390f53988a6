package io.gistwire.server.session;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.sqlite.LedgerOptions;
import io.gistwire.server.ledger.sqlite.SqliteLedger;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.storage.DataFolder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Sessions for tests: a ledger in a temporary folder that takes gists of one code. */
abstract class SessionOnLedger {
  static final EpochKey EPOCH =
      new EpochKey(new SourceKey("default", "cam-1"), SessionDriver.EPOCH);

  @TempDir Path path;
  DataFolder folder;
  SqliteLedger ledger;
  SessionRegistry registry;

  @BeforeEach
  void begin() throws Exception {
    folder = DataFolder.open(path);
    ledger = SqliteLedger.open(folder, LedgerOptions.defaults());
    registry =
        new SessionRegistry(
            SessionDriver.LIMITS,
            TenantQuota.NONE,
            ledger,
            ServedPacks.storedOnly(List.of(SessionDriver.CODE)),
            SessionMetrics.NONE);
  }

  @AfterEach
  void end() throws Exception {
    ledger.close();
    folder.close();
  }

  SessionDriver session() {
    return new SessionDriver(registry);
  }

  SessionDriver opened() {
    return session().open();
  }

  GistKey key(long sequence) {
    return new GistKey(EPOCH, sequence);
  }

  boolean isHeld(long sequence) {
    return ledger.find(key(sequence)).isPresent();
  }
}
