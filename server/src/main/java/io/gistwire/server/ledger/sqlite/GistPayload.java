package io.gistwire.server.ledger.sqlite;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gistwire.proto.v1.Gist;
import java.sql.SQLException;

/** Reads what is in {@code log.payload}. */
final class GistPayload {
  /** SQLite's primary code for a damaged file, so that damage inside a row is sorted like it. */
  private static final int SQLITE_CORRUPT = 11;

  private GistPayload() {}

  static Gist parse(long position, byte[] payload) throws SQLException {
    try {
      return Gist.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException(
          "the payload at position " + position + " is no gist: " + e.getMessage(),
          null,
          SQLITE_CORRUPT);
    }
  }
}
