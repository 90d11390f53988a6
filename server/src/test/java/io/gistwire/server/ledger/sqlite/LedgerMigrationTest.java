package io.gistwire.server.ledger.sqlite;

import static io.gistwire.server.ledger.sqlite.LedgerFixture.key;
import static io.gistwire.server.ledger.sqlite.LedgerFixture.layer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.LayersAdded;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.ledger.Retention;
import io.gistwire.server.storage.SqliteFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger of version 1 opens, and is as one that was written by this version. */
class LedgerMigrationTest {
  private static final byte[] LAYOUT = new byte[20];

  @TempDir Path temp;

  @Test
  void a_ledger_of_version_1_is_filled_in_and_answers_as_before() throws Exception {
    try (LedgerFixture fixture = new LedgerFixture(temp)) {
      EpochLease lease = fixture.lease();
      fixture.put(lease, 1, 12_000);
      addLayout(fixture, lease, 3);
      addLayout(fixture, lease, 4);
      fixture.append(lease, LedgerFixture.skip(12_001, 12_005));
      fixture.ledger.delete(key(4)).join();
    }
    makeVersion1();
    try (LedgerFixture fixture = new LedgerFixture(temp)) {
      assertEquals(List.of(), fixture.check());
      assertEquals(11_999 * 16 + LAYOUT.length, fixture.ledger.layerBytes("acme"));
      assertEquals(0, count("SELECT count(*) FROM log WHERE event=2 AND payload IS NULL"));
      assertEquals(1, count("SELECT count(*) FROM log WHERE event=2"));
      Retention retention =
          new Retention(OptionalLong.empty(), OptionalLong.of(16 * 10), OptionalLong.empty());
      LedgerUpkeep upkeep = fixture.ledger.upkeep();
      assertEquals(11_989, upkeep.countExpired("acme", retention, System.currentTimeMillis()));
      upkeep.setRetention("acme", retention).join();
      assertEquals(11_989, upkeep.expire());
      assertEquals(
          key(12_000), fixture.ledger.newest("acme", List.of(), Long.MAX_VALUE, 1).get(0).key());
      assertEquals(List.of(), fixture.check());
    }
  }

  private static void addLayout(LedgerFixture fixture, EpochLease lease, long sequence) {
    LayersAdded added =
        fixture
            .ledger
            .addLayers(
                lease, sequence, List.of(layer(LayerKind.LAYER_KIND_LAYOUT, LAYOUT)), 1 << 17)
            .join();
    assertEquals(LayersAdded.STORED, added);
  }

  /**
   * What version 1 had: no columns of tenants, no indexes, the emptied event of gist 4's layers.
   */
  private void makeVersion1() throws Exception {
    try (Connection connection = SqliteFile.openForWriting(temp.resolve(SqliteLedger.FILE));
        Statement statement = connection.createStatement()) {
      statement.execute("DROP INDEX live_entry_by_tenant");
      statement.execute("DROP INDEX deletion");
      statement.execute("ALTER TABLE entry DROP COLUMN tenant_id");
      statement.execute("ALTER TABLE entry DROP COLUMN layer_bytes");
      statement.execute(
          "INSERT INTO log SELECT 12002, 2, epoch_id, 4, 4, received_millis, code_id, NULL, digest,"
              + " NULL FROM log WHERE event=2");
      statement.execute("PRAGMA user_version=1");
    }
  }

  private long count(String sql) throws Exception {
    try (Connection connection = SqliteFile.openForReading(temp.resolve(SqliteLedger.FILE));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
