package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.LedgerException;
import java.sql.SQLException;

/**
 * One write, run inside a transaction that it may share with others, and again when that
 * transaction failed: it keeps nothing outside of the file and its result.
 */
@FunctionalInterface
interface LedgerWrite<T> {
  /**
   * Runs on the ledger's thread.
   *
   * @throws LedgerException when the write is refused; what it wrote until then stays
   * @throws SQLException when the storage refuses; the whole transaction is rolled back
   */
  T run(LedgerWrites writes) throws SQLException, LedgerException;
}
