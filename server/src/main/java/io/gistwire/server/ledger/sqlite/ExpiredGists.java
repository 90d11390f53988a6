package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.Retention;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what a retention no longer keeps: gists received too long ago, and the oldest ones beyond
 * the allowed layer bytes. Reads the tenant's index from its oldest entry, and never the log.
 */
final class ExpiredGists {
  private static final String OLDEST_FIRST =
      "SELECT position, layer_bytes, epoch_id, sequence FROM entry INDEXED BY live_entry_by_tenant"
          + " WHERE tenant_id=(SELECT id FROM tenant WHERE name=?) AND state="
          + EventCode.LIVE
          + " ORDER BY position LIMIT ?";

  private static final String COUNT_BEFORE =
      "SELECT count(*) FROM entry INDEXED BY live_entry_by_tenant"
          + " WHERE tenant_id=(SELECT id FROM tenant WHERE name=?) AND position<? AND state="
          + EventCode.LIVE;

  private ExpiredGists() {}

  /**
   * How many gists of a tenant this retention no longer keeps.
   *
   * @param heldBytes layer bytes that the tenant has now
   */
  static long count(
      Connection connection, String tenant, Retention retention, long nowMillis, long heldBytes)
      throws SQLException {
    long byAge = 0;
    long cutoff = cutoffPosition(connection, retention, nowMillis);
    if (cutoff > 0) {
      try (PreparedStatement select = connection.prepareStatement(COUNT_BEFORE)) {
        select.setString(1, tenant);
        select.setLong(2, cutoff);
        try (ResultSet rows = select.executeQuery()) {
          rows.next();
          byAge = rows.getLong(1);
        }
      }
    }
    return Math.max(byAge, countBeyond(connection, tenant, excessBytes(retention, heldBytes)));
  }

  private static long countBeyond(Connection connection, String tenant, long excessBytes)
      throws SQLException {
    if (excessBytes <= 0) {
      return 0;
    }
    long count = 0;
    long excess = excessBytes;
    try (PreparedStatement select = connection.prepareStatement(OLDEST_FIRST)) {
      select.setString(1, tenant);
      select.setLong(2, Long.MAX_VALUE);
      try (ResultSet rows = select.executeQuery()) {
        while (excess > 0 && rows.next()) {
          excess -= rows.getLong(2);
          count++;
        }
      }
    }
    return count;
  }

  /** The oldest expired gists, at most {@code limit}. */
  static List<GistKey> oldest(
      Connection connection,
      EpochNames names,
      String tenant,
      long cutoffPosition,
      long excessBytes,
      int limit)
      throws SQLException {
    List<GistKey> keys = new ArrayList<>();
    long excess = excessBytes;
    try (PreparedStatement select = connection.prepareStatement(OLDEST_FIRST)) {
      select.setString(1, tenant);
      select.setLong(2, limit);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next() && (rows.getLong(1) < cutoffPosition || excess > 0)) {
          keys.add(new GistKey(names.get(connection, rows.getInt(3)), rows.getLong(4)));
          excess -= rows.getLong(2);
        }
      }
    }
    return keys;
  }

  /** Layer bytes above what the retention allows; 0 or less when there are none. */
  static long excessBytes(Retention retention, long heldBytes) {
    return retention.maxLayerBytes().isPresent()
        ? heldBytes - retention.maxLayerBytes().getAsLong()
        : 0;
  }

  /**
   * First position whose event was received at the retention's age or later; events before it are
   * too old. 0 without an age. Receive times rise with positions (but for steps of the clock), so a
   * binary search finds it.
   */
  static long cutoffPosition(Connection connection, Retention retention, long nowMillis)
      throws SQLException {
    if (retention.maxAgeMillis().isEmpty()) {
      return 0;
    }
    long cutoffMillis = nowMillis - retention.maxAgeMillis().getAsLong();
    long low = 1;
    long high = LogTable.readLastPosition(connection) + 1;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT received_millis FROM log WHERE position>=? ORDER BY position LIMIT 1")) {
      while (low < high) {
        long middle = low + (high - low) / 2;
        select.setLong(1, middle);
        try (ResultSet rows = select.executeQuery()) {
          if (!rows.next() || rows.getLong(1) >= cutoffMillis) {
            high = middle;
          } else {
            low = middle + 1;
          }
        }
      }
    }
    return low;
  }
}
