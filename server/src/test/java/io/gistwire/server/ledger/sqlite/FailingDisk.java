package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.storage.SqliteFile;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A disk that a test can fill, or make fail at commits. Full is SQLite's own limit of pages, so its
 * real handling of a full disk runs; a failing sync is reported by the statement, after or before
 * SQLite did its part.
 */
public final class FailingDisk implements LedgerWrites.Opener {
  private static final int IO_ERROR = 10;
  private static final int BUSY = 5;

  private enum Mode {
    GOOD,
    FULL,
    HELD,
    FAILS_BEFORE_COMMIT,
    FAILS_AFTER_COMMIT
  }

  private volatile Mode mode = Mode.GOOD;
  private volatile int code = IO_ERROR;
  private volatile String words = "[SQLITE_IOERR_FSYNC] by the test";
  private volatile int opened;
  private volatile Runnable afterCommit = () -> {};
  private volatile Throwable atCommit;
  private volatile Throwable atOpen;

  /** A ledger on this disk. */
  public SqliteLedger openLedger(DataFolder folder, LedgerOptions options) throws IOException {
    return SqliteLedger.open(folder, options, this);
  }

  /** From now on there is no space. */
  public void fill() {
    mode = Mode.FULL;
  }

  /** Another process holds the file: no transaction begins. */
  void hold() {
    mode = Mode.HELD;
  }

  void failWith(int sqliteCode, String message) {
    code = sqliteCode;
    words = message;
    mode = Mode.FAILS_BEFORE_COMMIT;
  }

  void failBeforeCommit() {
    mode = Mode.FAILS_BEFORE_COMMIT;
  }

  /** The commit remains in the file although its sync was reported to have failed. */
  void failAfterCommit() {
    mode = Mode.FAILS_AFTER_COMMIT;
  }

  /** The driver itself fails at commits: an unchecked exception or an error. */
  void throwAtCommit(Throwable failure) {
    atCommit = failure;
  }

  /** The driver itself fails when the file is opened. */
  void throwAtOpen(Throwable failure) {
    atOpen = failure;
  }

  /** All is well again. */
  public void heal() {
    mode = Mode.GOOD;
    atCommit = null;
    atOpen = null;
  }

  /** Runs when a commit is on disk and before the writer knows it. */
  void afterCommit(Runnable action) {
    afterCommit = action;
  }

  int openedCount() {
    return opened;
  }

  @Override
  public Connection open(Path file) throws SQLException {
    opened++;
    throwIfSet(atOpen);
    Connection real = SqliteFile.openForWriting(file);
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          Object result = call(method, real, arguments);
          return method.getName().equals("createStatement") ? watch((Statement) result) : result;
        });
  }

  private Statement watch(Statement real) {
    return proxy(
        Statement.class,
        (proxy, method, arguments) -> {
          String sql = arguments != null && arguments[0] instanceof String s ? s : "";
          if (sql.startsWith("BEGIN")) {
            long pages = mode == Mode.FULL ? 1 : 1L << 30;
            real.execute("PRAGMA max_page_count=" + pages);
          }
          if (sql.startsWith("BEGIN") && mode == Mode.HELD) {
            throw new SQLException("[SQLITE_BUSY] by the test", null, BUSY);
          }
          if (sql.equals("COMMIT")) {
            throwIfSet(atCommit);
          }
          if (sql.equals("COMMIT") && mode == Mode.FAILS_BEFORE_COMMIT) {
            throw new SQLException(words, null, code);
          }
          Object result = call(method, real, arguments);
          if (sql.equals("COMMIT")) {
            afterCommit.run();
          }
          if (sql.equals("COMMIT") && mode == Mode.FAILS_AFTER_COMMIT) {
            throw new SQLException(words, null, code);
          }
          return result;
        });
  }

  private static void throwIfSet(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }

  private static Object call(java.lang.reflect.Method method, Object real, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(FailingDisk.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
