package io.gistwire.client.sqlite;

import io.gistwire.client.outbox.Draft;
import io.gistwire.client.outbox.Frozen;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxRecord;
import io.gistwire.client.outbox.OutboxStats;
import io.gistwire.client.outbox.SkipReason;
import io.gistwire.codec.CodeFingerprint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** The statements of an outbox file. Transactions are the caller's; not thread-safe. */
final class OutboxTables {
  /** Entries and bytes taken away. */
  record Removed(int entries, long bytes) {}

  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement last;
  private final PreparedStatement readEntries;
  private final PreparedStatement readSkips;

  OutboxTables(Connection connection) throws SQLException {
    this.connection = connection;
    insert =
        connection.prepareStatement(
            "INSERT INTO entry (sequence, fingerprint, frozen, gist) VALUES (?, ?, ?, ?)");
    last = connection.prepareStatement("UPDATE outbox SET last_sequence = ?");
    readEntries =
        connection.prepareStatement(
            "SELECT sequence, fingerprint, frozen, gist FROM entry WHERE sequence >= ?"
                + " ORDER BY sequence LIMIT ?");
    readSkips =
        connection.prepareStatement(
            "SELECT first, last, reason FROM skip WHERE last >= ? ORDER BY first LIMIT ?");
  }

  long epoch() throws SQLException {
    return longs("SELECT epoch FROM outbox")[0];
  }

  OutboxStats count() throws SQLException {
    long[] state = longs("SELECT last_sequence, trimmed_through FROM outbox");
    long[] entries = longs("SELECT count(*), coalesce(sum(length(gist)), 0) FROM entry");
    long later = longs("SELECT coalesce(sum(length(gist)), 0) FROM later")[0];
    long letters = longs("SELECT count(*) FROM dead_letter")[0];
    return new OutboxStats((int) entries[0], entries[1], state[0], state[1], later, (int) letters);
  }

  void pragma(String text) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.execute(text);
    }
    connection.commit();
  }

  void commit() throws SQLException {
    connection.commit();
  }

  void rollbackQuietly() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The failure that led here is the one to tell.
    }
  }

  void closeQuietly() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Everything was committed before; the system frees the file.
    }
  }

  long insert(long first, List<Draft> drafts) throws SQLException {
    long bytes = 0;
    long sequence = first;
    for (Draft draft : drafts) {
      insert.setLong(1, sequence++);
      insert.setBytes(2, draft.fingerprint().toByteArray());
      insert.setInt(3, draft.frozen() ? 1 : 0);
      insert.setBytes(4, draft.bytes());
      insert.executeUpdate();
      bytes += draft.bytes().length;
    }
    return bytes;
  }

  void setLastSequence(long sequence) throws SQLException {
    last.setLong(1, sequence);
    last.executeUpdate();
  }

  /** Returns by how many bytes the entry grew; 0 when it was removed. */
  long freeze(Frozen f) throws SQLException, OutboxException {
    readEntries.setLong(1, f.sequence());
    readEntries.setInt(2, 1);
    OutboxRecord.Entry old;
    try (ResultSet r = readEntries.executeQuery()) {
      if (!r.next() || r.getLong(1) != f.sequence()) {
        return 0;
      }
      old = entry(r);
    }
    if (old.frozen() && !Arrays.equals(old.bytes(), f.bytes())) {
      throw new OutboxException(
          "gist "
              + f.sequence()
              + " is frozen already with other bytes; these cannot replace them");
    }
    update("UPDATE entry SET frozen = 1, gist = ? WHERE sequence = ?", f.bytes(), f.sequence());
    return f.bytes().length - old.bytes().length;
  }

  /** Entries and skips from a sequence on, up to the first hole. */
  List<OutboxRecord> read(long from, int maxRecords, long maxBytes) throws SQLException {
    List<OutboxRecord> found = new ArrayList<>();
    Iterator<OutboxRecord.Skip> skips = skips(from, maxRecords).iterator();
    OutboxRecord.Skip skip = skips.hasNext() ? skips.next() : null;
    readEntries.setLong(1, from);
    readEntries.setInt(2, maxRecords);
    try (ResultSet r = readEntries.executeQuery()) {
      OutboxRecord.Entry entry = r.next() ? entry(r) : null;
      long next = from;
      long sum = 0;
      while (found.size() < maxRecords && (sum < maxBytes || found.isEmpty())) {
        if (entry != null && entry.sequence() == next) {
          found.add(entry);
          sum += entry.bytes().length;
          next++;
          entry = r.next() ? entry(r) : null;
        } else if (skip != null && skip.first() == next) {
          found.add(skip);
          next = skip.last() + 1;
          skip = skips.hasNext() ? skips.next() : null;
        } else {
          break;
        }
      }
    }
    return found;
  }

  private List<OutboxRecord.Skip> skips(long from, int limit) throws SQLException {
    List<OutboxRecord.Skip> found = new ArrayList<>();
    readSkips.setLong(1, from);
    readSkips.setInt(2, limit);
    try (ResultSet r = readSkips.executeQuery()) {
      while (r.next()) {
        found.add(
            new OutboxRecord.Skip(
                Math.max(from, r.getLong(1)), r.getLong(2), SkipReason.valueOf(r.getString(3))));
      }
    }
    return found;
  }

  private OutboxRecord.Entry entry(ResultSet r) throws SQLException {
    CodeFingerprint fingerprint = CodeFingerprint.of(r.getBytes(2));
    byte[] gist = r.getBytes(4); // null for a blob of 0 bytes
    return new OutboxRecord.Entry(
        r.getLong(1), fingerprint, gist == null ? new byte[0] : gist, r.getInt(3) == 1);
  }

  /** Returns the entry's bytes, -1 when there is none. */
  long delete(long sequence) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "DELETE FROM entry WHERE sequence = ? RETURNING length(gist)")) {
      s.setLong(1, sequence);
      try (ResultSet r = s.executeQuery()) {
        return r.next() ? r.getLong(1) : -1;
      }
    }
  }

  /** Adds one sequence, joined with the skips on both sides when they have the same reason. */
  void addSkip(long sequence, SkipReason reason) throws SQLException {
    long first = sequence;
    long lastSkipped = sequence;
    try (PreparedStatement s =
        connection.prepareStatement(
            "DELETE FROM skip WHERE (last = ? OR first = ?) AND reason = ?"
                + " RETURNING first, last")) {
      s.setLong(1, sequence - 1);
      s.setLong(2, sequence + 1);
      s.setString(3, reason.name());
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          first = Math.min(first, r.getLong(1));
          lastSkipped = Math.max(lastSkipped, r.getLong(2));
        }
      }
    }
    try (PreparedStatement s = connection.prepareStatement("INSERT INTO skip VALUES (?, ?, ?)")) {
      s.setLong(1, first);
      s.setLong(2, lastSkipped);
      s.setString(3, reason.name());
      s.executeUpdate();
    }
  }

  Removed sizeBetween(long after, long through) throws SQLException {
    long[] sizes =
        longs(
            "SELECT count(*), coalesce(sum(length(gist)), 0) FROM entry"
                + " WHERE sequence > "
                + after
                + " AND sequence <= "
                + through);
    return new Removed((int) sizes[0], sizes[1]);
  }

  void trim(long through) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.executeUpdate("DELETE FROM entry WHERE sequence <= " + through);
      s.executeUpdate("DELETE FROM skip WHERE last <= " + through);
      s.executeUpdate("UPDATE skip SET first = " + (through + 1) + " WHERE first <= " + through);
      s.executeUpdate("UPDATE outbox SET trimmed_through = " + through);
    }
  }

  private void update(String sql, byte[] bytes, long sequence) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(sql)) {
      s.setBytes(1, bytes);
      s.setLong(2, sequence);
      s.executeUpdate();
    }
  }

  private long[] longs(String sql) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      r.next();
      long[] values = new long[r.getMetaData().getColumnCount()];
      for (int i = 0; i < values.length; i++) {
        values[i] = r.getLong(i + 1);
      }
      return values;
    }
  }
}
