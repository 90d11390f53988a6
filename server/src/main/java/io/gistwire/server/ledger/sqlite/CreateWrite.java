package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerException;
import io.gistwire.server.ledger.RequestConflictException;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.Submission;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Writes one gist in the source's own epoch for single calls. */
final class CreateWrite implements LedgerWrite<GistKey> {
  /** A repeated request is known again for at least so long. */
  static final long REMEMBERED_MILLIS = 24L * 60 * 60 * 1000;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SourceKey sourceKey;
  private final Optional<String> requestId;
  private final Submission.Put put;
  private final long receivedMillis;

  CreateWrite(
      SourceKey sourceKey, Optional<String> requestId, Submission.Put put, long receivedMillis) {
    this.sourceKey = sourceKey;
    this.requestId = requestId;
    this.put = put;
    this.receivedMillis = receivedMillis;
  }

  @Override
  public GistKey run(LedgerWrites writes) throws SQLException, LedgerException {
    SourceRow source = writes.keys().source(sourceKey);
    if (source.unaryEpoch == null) {
      source.unaryEpoch = newEpoch();
      writes.keys().changed(source);
    }
    EpochKey epochKey = new EpochKey(sourceKey, source.unaryEpoch);
    Long earlier = requestId.isPresent() ? earlier(writes, source, requestId.get()) : null;
    if (earlier != null) {
      return new GistKey(epochKey, earlier);
    }
    EpochRow epoch = writes.keys().epoch(epochKey, receivedMillis);
    long sequence = epoch.heldThrough + 1;
    AppendWrite.put(writes, epoch, put.at(sequence), receivedMillis);
    source.lastReceiveMillis = receivedMillis;
    writes.keys().changed(epoch);
    writes.keys().changed(source);
    if (requestId.isPresent()) {
      remember(writes, source, requestId.get(), sequence);
    }
    return new GistKey(epochKey, sequence);
  }

  private long newEpoch() {
    long epoch = RANDOM.nextLong();
    return epoch == 0 ? 1 : epoch;
  }

  private Long earlier(LedgerWrites writes, SourceRow source, String id)
      throws SQLException, RequestConflictException {
    PreparedStatement select =
        writes
            .statements()
            .get(
                "SELECT sequence, digest FROM request"
                    + " WHERE source_id=? AND request_id=? AND received_millis>=?");
    select.setInt(1, source.id);
    select.setString(2, id);
    select.setLong(3, receivedMillis - REMEMBERED_MILLIS);
    try (ResultSet rows = select.executeQuery()) {
      if (!rows.next()) {
        return null;
      }
      if (rows.getLong(2) != put.digest()) {
        throw new RequestConflictException(id);
      }
      return rows.getLong(1);
    }
  }

  private void remember(LedgerWrites writes, SourceRow source, String id, long sequence)
      throws SQLException {
    PreparedStatement insert =
        writes.statements().get("REPLACE INTO request VALUES (?, ?, ?, ?, ?)");
    insert.setInt(1, source.id);
    insert.setString(2, id);
    insert.setLong(3, sequence);
    insert.setLong(4, put.digest());
    insert.setLong(5, receivedMillis);
    insert.executeUpdate();
  }
}
