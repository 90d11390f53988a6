package io.gistwire.server.ledger.sqlite;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.storage.StatementCache;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tenants, sources, epochs and code fingerprints as small integers, so that a row of the log stays
 * short. Keeps what it has read; changed rows are written by {@link #flush}. One thread.
 */
final class KeyTables {
  private static final String UPDATE_SOURCE =
      "UPDATE source SET unary_epoch=?, gist_count=?, layer_bytes=?, skipped_count=?,"
          + " lost_count=?, rejected_count=?, last_receive_millis=?, clock_skew_millis=?"
          + " WHERE id=?";

  /** Beyond so many remembered epochs everything is forgotten and read again. */
  private static final int MAX_REMEMBERED = 100_000;

  private final StatementCache statements;
  private final Map<String, Integer> tenants = new HashMap<>();
  private final Map<SourceKey, SourceRow> sources = new HashMap<>();
  private final Map<EpochKey, EpochRow> epochs = new HashMap<>();
  private final Map<CodeFingerprint, Integer> codes = new HashMap<>();
  private final Set<SourceRow> changedSources = new HashSet<>();
  private final Set<EpochRow> changedEpochs = new HashSet<>();
  private final Map<String, Long> byteChanges = new HashMap<>();

  KeyTables(StatementCache statements) {
    this.statements = statements;
  }

  /** The row of a tenant, made where it is missing. */
  int tenant(String name) throws SQLException {
    Integer known = tenants.get(name);
    if (known == null) {
      PreparedStatement insert = statements.get("INSERT OR IGNORE INTO tenant (name) VALUES (?)");
      insert.setString(1, name);
      insert.executeUpdate();
      known = selectId("SELECT id FROM tenant WHERE name=?", name);
      tenants.put(name, known);
    }
    return known;
  }

  /** The row of a source, made where it is missing. */
  SourceRow source(SourceKey key) throws SQLException {
    SourceRow known = sources.get(key);
    if (known == null) {
      int tenantId = tenant(key.tenant());
      PreparedStatement insert =
          statements.get("INSERT OR IGNORE INTO source (tenant_id, name) VALUES (?, ?)");
      insert.setInt(1, tenantId);
      insert.setString(2, key.source());
      insert.executeUpdate();
      known = selectSource(key, tenantId);
      sources.put(key, known);
    }
    return known;
  }

  private SourceRow selectSource(SourceKey key, int tenantId) throws SQLException {
    PreparedStatement select = statements.get("SELECT * FROM source WHERE tenant_id=? AND name=?");
    select.setInt(1, tenantId);
    select.setString(2, key.source());
    try (ResultSet rows = select.executeQuery()) {
      rows.next();
      SourceRow row = new SourceRow(rows.getInt("id"), tenantId, key);
      long unaryEpoch = rows.getLong("unary_epoch");
      row.unaryEpoch = rows.wasNull() ? null : unaryEpoch;
      row.gistCount = rows.getLong("gist_count");
      row.layerBytes = rows.getLong("layer_bytes");
      row.takeByteChange();
      row.skippedCount = rows.getLong("skipped_count");
      row.lostCount = rows.getLong("lost_count");
      row.rejectedCount = rows.getLong("rejected_count");
      row.lastReceiveMillis = rows.getLong("last_receive_millis");
      row.clockSkewMillis = rows.getLong("clock_skew_millis");
      return row;
    }
  }

  /** The row of an epoch, made where it is missing. */
  EpochRow epoch(EpochKey key, long nowMillis) throws SQLException {
    EpochRow known = epochs.get(key);
    if (known == null) {
      SourceRow source = source(key.source());
      statements.update(
          "INSERT OR IGNORE INTO epoch (source_id, epoch, created_millis) VALUES (?, ?, ?)",
          source.id,
          key.epoch(),
          nowMillis);
      known = selectEpoch(key, source);
      epochs.put(key, known);
    }
    return known;
  }

  /** The row of an epoch, if there is one. */
  Optional<EpochRow> find(EpochKey key) throws SQLException {
    if (epochs.containsKey(key)) {
      return Optional.of(epochs.get(key));
    }
    PreparedStatement select =
        statements.get(
            "SELECT 1 FROM epoch JOIN source ON source.id = epoch.source_id"
                + " JOIN tenant ON tenant.id = source.tenant_id"
                + " WHERE tenant.name=? AND source.name=? AND epoch.epoch=?");
    select.setString(1, key.source().tenant());
    select.setString(2, key.source().source());
    select.setLong(3, key.epoch());
    try (ResultSet rows = select.executeQuery()) {
      return rows.next() ? Optional.of(epoch(key, 0)) : Optional.empty();
    }
  }

  private EpochRow selectEpoch(EpochKey key, SourceRow source) throws SQLException {
    PreparedStatement select =
        statements.get("SELECT id, held_through FROM epoch WHERE source_id=? AND epoch=?");
    select.setInt(1, source.id);
    select.setLong(2, key.epoch());
    try (ResultSet rows = select.executeQuery()) {
      rows.next();
      return new EpochRow(rows.getInt(1), key, source, rows.getLong(2));
    }
  }

  /** The row of a code fingerprint, made where it is missing. */
  int code(CodeFingerprint fingerprint) throws SQLException {
    Integer known = codes.get(fingerprint);
    if (known == null) {
      byte[] bytes = fingerprint.toByteArray();
      PreparedStatement insert =
          statements.get("INSERT OR IGNORE INTO code (fingerprint) VALUES (?)");
      insert.setBytes(1, bytes);
      insert.executeUpdate();
      known = selectId("SELECT id FROM code WHERE fingerprint=?", bytes);
      codes.put(fingerprint, known);
    }
    return known;
  }

  private int selectId(String sql, Object value) throws SQLException {
    PreparedStatement select = statements.get(sql);
    select.setObject(1, value);
    try (ResultSet rows = select.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }

  void changed(SourceRow source) {
    changedSources.add(source);
  }

  void changed(EpochRow epoch) {
    changedEpochs.add(epoch);
  }

  /** Writes the changed rows; to be called before each commit. */
  void flush() throws SQLException {
    for (EpochRow epoch : changedEpochs) {
      statements.update("UPDATE epoch SET held_through=? WHERE id=?", epoch.heldThrough, epoch.id);
    }
    for (SourceRow source : changedSources) {
      write(source);
      byteChanges.merge(source.key.tenant(), source.takeByteChange(), Long::sum);
    }
    changedEpochs.clear();
    changedSources.clear();
    if (epochs.size() > MAX_REMEMBERED) {
      epochs.clear();
      sources.clear();
    }
  }

  /** Hands over by how much each tenant's layer bytes changed; to be called after the commit. */
  void takeByteChanges(TenantBytes totals) {
    byteChanges.forEach(totals::add);
    byteChanges.clear();
  }

  private void write(SourceRow source) throws SQLException {
    PreparedStatement update = statements.get(UPDATE_SOURCE);
    update.setObject(1, source.unaryEpoch);
    update.setLong(2, source.gistCount);
    update.setLong(3, source.layerBytes);
    update.setLong(4, source.skippedCount);
    update.setLong(5, source.lostCount);
    update.setLong(6, source.rejectedCount);
    update.setLong(7, source.lastReceiveMillis);
    update.setLong(8, source.clockSkewMillis);
    update.setInt(9, source.id);
    update.executeUpdate();
  }
}
