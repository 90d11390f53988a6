package io.gistwire.client.sqlite;

import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxStore;
import java.sql.SQLException;

/** Brings an open outbox's disk to its limits, for tests in other packages. */
public final class SqlitePragma {
  private SqlitePragma() {}

  /** Runs a PRAGMA on the open file. */
  public static void run(OutboxStore store, String text) throws SQLException, OutboxException {
    ((SqliteOutboxStore) store).pragma(text);
  }
}
