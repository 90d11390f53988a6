package io.gistwire.server.ledger.sqlite;

import io.gistwire.proto.v1.Gist;
import io.gistwire.server.ledger.LayerBytes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings the rows of a ledger of version 2 to what version 3 expects: live entries get their tenant
 * and their layer bytes, and LAYERS events whose gist was deleted are removed. Works in
 * transactions of {@link #SLICE} rows, so that the write-ahead log stays small; a fill that was
 * interrupted is begun again and changes only what is left.
 */
final class LedgerFill {
  private static final System.Logger LOG = System.getLogger(LedgerFill.class.getName());
  private static final int SLICE = 5_000;
  private static final long ROWS_WORTH_TELLING = 50_000;

  private record Live(int epochId, long sequence, int tenantId, long layerBytes) {}

  private final Connection connection;
  private long filled;

  LedgerFill(Connection connection) {
    this.connection = connection;
  }

  void run() throws SQLException {
    int epochId = -1;
    long sequence = 0;
    List<Live> slice = read(epochId, sequence);
    while (!slice.isEmpty()) {
      write(slice);
      Live last = slice.get(slice.size() - 1);
      epochId = last.epochId();
      sequence = last.sequence();
      filled += slice.size();
      if (filled % ROWS_WORTH_TELLING == 0) {
        LOG.log(System.Logger.Level.INFO, "the ledger is being migrated: {0} gists", filled);
      }
      slice = read(epochId, sequence);
    }
    removeLayersOfDeleted();
  }

  private List<Live> read(int afterEpoch, long afterSequence) throws SQLException {
    List<Live> found = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT entry.epoch_id, entry.sequence, source.tenant_id, entry.position, log.payload"
                + " FROM entry JOIN source ON source.id = entry.source_id"
                + " JOIN log ON log.position = entry.position"
                + " WHERE (entry.epoch_id, entry.sequence) > (?, ?)"
                + " AND entry.state=1 AND entry.tenant_id IS NULL"
                + " ORDER BY entry.epoch_id, entry.sequence LIMIT ?")) {
      select.setInt(1, afterEpoch);
      select.setLong(2, afterSequence);
      select.setInt(3, SLICE);
      try (ResultSet rows = select.executeQuery();
          LaterLayersReader later = new LaterLayersReader(connection)) {
        while (rows.next()) {
          Gist gist = GistPayload.parse(rows.getLong(4), rows.getBytes(5));
          Gist whole = later.merge(rows.getInt(1), rows.getLong(2), gist).gist();
          found.add(
              new Live(rows.getInt(1), rows.getLong(2), rows.getInt(3), LayerBytes.of(whole)));
        }
      }
    }
    return found;
  }

  private void write(List<Live> slice) throws SQLException {
    inTransaction(
        () -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE entry SET tenant_id=?, layer_bytes=? WHERE epoch_id=? AND sequence=?")) {
            for (Live live : slice) {
              update.setInt(1, live.tenantId());
              update.setLong(2, live.layerBytes());
              update.setInt(3, live.epochId());
              update.setLong(4, live.sequence());
              update.executeUpdate();
            }
          }
        });
  }

  private void removeLayersOfDeleted() throws SQLException {
    long last = LogTable.readLastPosition(connection);
    for (long from = 0; from < last; from += SLICE) {
      long after = from;
      inTransaction(
          () -> {
            try (PreparedStatement delete =
                connection.prepareStatement(
                    "DELETE FROM log WHERE position>? AND position<=? AND payload IS NULL"
                        + " AND event="
                        + EventCode.LAYERS)) {
              delete.setLong(1, after);
              delete.setLong(2, after + SLICE);
              delete.executeUpdate();
            }
          });
    }
  }

  private interface Statements {
    void run() throws SQLException;
  }

  private void inTransaction(Statements statements) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      try {
        statements.run();
        statement.execute("COMMIT");
      } catch (SQLException e) {
        statement.execute("ROLLBACK");
        throw e;
      }
    }
  }
}
