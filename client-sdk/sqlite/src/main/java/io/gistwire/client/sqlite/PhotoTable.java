package io.gistwire.client.sqlite;

import io.gistwire.client.outbox.Draft;
import io.gistwire.client.outbox.PhotoDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The digests of photos whose gists were stored. Transactions are the caller's; not thread-safe.
 *
 * <p>A bound is kept in steps, so that a full table is not walked for each photo.
 */
final class PhotoTable {
  private static final int STEP_SHARE = 16;

  private final Connection connection;
  private final int maxPhotos;

  PhotoTable(Connection connection, int maxPhotos) {
    this.connection = connection;
    this.maxPhotos = maxPhotos;
  }

  int count() throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet r = s.executeQuery("SELECT count(*) FROM photo")) {
      return r.next() ? r.getInt(1) : 0;
    }
  }

  /**
   * Remembers the photos of drafts whose first has this sequence.
   *
   * @param before how many there were
   * @return how many there are
   */
  int add(long first, List<Draft> drafts, int before) throws SQLException {
    int count = before;
    try (PreparedStatement s =
        connection.prepareStatement(
            "INSERT INTO photo VALUES (?, ?) ON CONFLICT (digest) DO NOTHING")) {
      long sequence = first;
      for (Draft draft : drafts) {
        PhotoDigest photo = draft.photo();
        if (photo != null) {
          s.setBytes(1, photo.toByteArray());
          s.setLong(2, sequence);
          count += s.executeUpdate();
        }
        sequence++;
      }
    }
    return count > maxPhotos ? count - deleteOldest(count - maxPhotos) : count;
  }

  private int deleteOldest(int excess) throws SQLException {
    try (Statement s = connection.createStatement()) {
      return s.executeUpdate(
          "DELETE FROM photo WHERE digest IN (SELECT digest FROM photo ORDER BY sequence LIMIT "
              + (excess + maxPhotos / STEP_SHARE)
              + ")");
    }
  }

  /** Returns how many were forgotten. */
  int delete(long sequence) throws SQLException {
    try (Statement s = connection.createStatement()) {
      return s.executeUpdate("DELETE FROM photo WHERE sequence = " + sequence);
    }
  }

  boolean contains(PhotoDigest photo) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement("SELECT 1 FROM photo WHERE digest = ?")) {
      s.setBytes(1, photo.toByteArray());
      try (ResultSet r = s.executeQuery()) {
        return r.next();
      }
    }
  }
}
