package io.gistwire.server.ledger.sqlite;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.storage.SqliteFault;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;

/** Reads a whole ledger and reports what contradicts SQLite's rules or the ledger's own. */
final class LedgerCheck {
  private final Connection connection;
  private final EpochNames names;
  private final Consumer<LedgerUpkeep.Finding> listener;
  private long findings;

  LedgerCheck(Connection connection, EpochNames names, Consumer<LedgerUpkeep.Finding> listener) {
    this.connection = connection;
    this.names = names;
    this.listener = listener;
  }

  long run(boolean deep) throws SQLException {
    try {
      checkFile();
      checkPositions();
      checkEntries();
      checkHoles();
      checkHeldThrough();
      checkCounts();
      checkLayerBytes();
      if (deep) {
        checkPayloads();
      }
    } catch (SQLException e) {
      report("ledger", "cannot be read on: " + e.getMessage() + SqliteFault.of(e).remedy());
    }
    return findings;
  }

  private void report(String subject, String message) {
    findings++;
    listener.accept(new LedgerUpkeep.Finding(subject, message));
  }

  private interface Row {
    void see(ResultSet row) throws SQLException;
  }

  private void each(String sql, Row action) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        action.see(rows);
      }
    }
  }

  private void checkFile() throws SQLException {
    each(
        "PRAGMA integrity_check",
        row -> {
          if (!"ok".equals(row.getString(1))) {
            report("file", row.getString(1) + "; restore a backup");
          }
        });
    each(
        "PRAGMA foreign_key_check",
        row -> report(row.getString(1), "row " + row.getLong(2) + " refers to nothing"));
  }

  private void checkPositions() throws SQLException {
    each(
        "SELECT max(position), (SELECT seq FROM sqlite_sequence WHERE name='log') FROM log",
        row -> {
          if (row.getLong(1) > row.getLong(2)) {
            report("log", "position " + row.getLong(1) + " is above the counter " + row.getLong(2));
          }
        });
  }

  private void checkEntries() throws SQLException {
    each(
        "SELECT entry.epoch_id, entry.sequence, entry.position, entry.state FROM entry"
            + " LEFT JOIN log ON log.position = entry.position"
            + " AND log.epoch_id = entry.epoch_id AND log.sequence = entry.sequence"
            + " AND log.last_sequence = entry.last_sequence"
            + " AND log.event = CASE entry.state WHEN 1 THEN 1 WHEN 2 THEN 1 WHEN 3 THEN 4"
            + " WHEN 4 THEN 5 END"
            + " AND (entry.state <> 1 OR log.payload IS NOT NULL)"
            + " WHERE log.position IS NULL",
        row ->
            report(
                name(row),
                "its event should stand at position "
                    + row.getLong(3)
                    + " and does not; restore a backup"));
  }

  private void checkHoles() throws SQLException {
    each(
        "SELECT epoch_id, sequence, before FROM (SELECT epoch_id, sequence, lag(last_sequence)"
            + " OVER (PARTITION BY epoch_id ORDER BY sequence) AS before FROM entry)"
            + " WHERE before >= sequence",
        row ->
            report(
                name(row),
                "begins at or below "
                    + row.getLong(3)
                    + ", where the entry before it ends: a sequence was consumed twice"));
    each(
        "SELECT epoch.id, epoch.held_through, (SELECT count(*) FROM entry WHERE"
            + " entry.epoch_id = epoch.id), (SELECT sum(last_sequence - sequence + 1) FROM entry"
            + " WHERE entry.epoch_id = epoch.id) FROM epoch"
            + " WHERE (SELECT value FROM ledger_value WHERE name='pruned_through') = 0",
        row -> {
          if (row.getLong(2) != row.getLong(4)) {
            report(
                epochName(row.getInt(1)),
                "is held through "
                    + row.getLong(2)
                    + " but has entries for "
                    + row.getLong(4)
                    + " sequences");
          }
        });
  }

  private void checkHeldThrough() throws SQLException {
    each(
        "SELECT epoch.id, epoch.held_through, max(entry.last_sequence) FROM epoch"
            + " JOIN entry ON entry.epoch_id = epoch.id GROUP BY epoch.id"
            + " HAVING max(entry.last_sequence) > epoch.held_through",
        row ->
            report(
                epochName(row.getInt(1)),
                "is held through " + row.getLong(2) + " but has an entry up to " + row.getLong(3)));
  }

  private void checkCounts() throws SQLException {
    each(
        "SELECT source.name, source.gist_count, (SELECT count(*) FROM entry"
            + " WHERE entry.source_id = source.id AND entry.state = 1) AS counted FROM source"
            + " WHERE counted <> source.gist_count",
        row ->
            report(
                "sources/" + row.getString(1),
                "counts " + row.getLong(2) + " gists but has " + row.getLong(3)));
  }

  private void checkLayerBytes() throws SQLException {
    each(
        "SELECT source.name, source.layer_bytes, (SELECT total(layer_bytes) FROM entry"
            + " WHERE entry.source_id = source.id AND entry.state = 1"
            + " AND entry.tenant_id = source.tenant_id) AS counted FROM source"
            + " WHERE counted <> source.layer_bytes",
        row ->
            report(
                "sources/" + row.getString(1),
                "counts " + row.getLong(2) + " layer bytes but has " + row.getLong(3)));
  }

  private void checkPayloads() throws SQLException {
    each(
        "SELECT log.position, log.payload, log.digest, code.fingerprint FROM log"
            + " JOIN code ON code.id = log.code_id WHERE log.payload IS NOT NULL",
        row -> {
          byte[] payload = row.getBytes(2);
          CodeFingerprint fingerprint = CodeFingerprint.of(row.getBytes(4));
          if (Submission.digest(fingerprint, payload) != row.getLong(3)) {
            report(
                "position " + row.getLong(1),
                "its bytes do not match their digest; restore a backup");
          }
        });
  }

  private String name(ResultSet row) throws SQLException {
    EpochKey epoch = names.get(connection, row.getInt(1));
    return new GistKey(epoch, row.getLong(2)).toName();
  }

  private String epochName(int epochId) throws SQLException {
    EpochKey epoch = names.get(connection, epochId);
    return epoch.source().toName() + " epoch " + epoch.toHex();
  }
}
