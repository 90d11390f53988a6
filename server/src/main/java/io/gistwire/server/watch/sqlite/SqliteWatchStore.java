package io.gistwire.server.watch.sqlite;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gistwire.proto.v1.Watch;
import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.storage.Migrations;
import io.gistwire.server.storage.ReadConnections;
import io.gistwire.server.storage.SqliteFile;
import io.gistwire.server.storage.SqliteReadException;
import io.gistwire.server.storage.StatementCache;
import io.gistwire.server.watch.store.AlertStore;
import io.gistwire.server.watch.store.HookStore;
import io.gistwire.server.watch.store.MemoryKind;
import io.gistwire.server.watch.store.StoredWatch;
import io.gistwire.server.watch.store.WatchCommit;
import io.gistwire.server.watch.store.WatchSource;
import io.gistwire.server.watch.store.WatchStore;
import io.gistwire.server.watch.store.WatchStoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code watches.db}: watches, what they remember, the position of the log they have reached, and
 * the alerts; what belongs together is committed together. Thread-safe; calls block on the disk.
 */
public final class SqliteWatchStore implements WatchStore {
  /** Name of the file in the data folder. */
  public static final String FILE = "watches.db";

  private static final int READERS = 2;

  /** Added to a follower's name, it names the row of its mark. */
  private static final String MARK = ".mark";

  /** "GWWA". */
  private static final int APPLICATION_ID = 0x47575741;

  private static final Migrations MIGRATIONS =
      new Migrations(
          "watch file",
          APPLICATION_ID,
          "watch",
          SqliteWatchStore.class,
          List.of("V1__watches.sql", "V2__alert_totals.sql", "V3__webhooks.sql"));

  /** Writes only, under this object's lock. */
  private final Connection connection;

  private final StatementCache statements;
  private final ReadConnections readers;
  private final SqliteAlerts alerts;
  private final SqliteHooks hooks;

  private SqliteWatchStore(Connection connection, Path file) throws SQLException {
    this.connection = connection;
    this.statements = new StatementCache(connection);
    this.readers = new ReadConnections(file, READERS);
    this.alerts = new SqliteAlerts(this);
    this.hooks = new SqliteHooks(this);
  }

  /**
   * Opens the watches of a data folder.
   *
   * @throws IOException when the file cannot be read, or is of a newer version
   */
  public static SqliteWatchStore open(DataFolder folder) throws IOException {
    return open(folder.resolve(FILE));
  }

  static SqliteWatchStore open(Path file) throws IOException {
    try {
      Connection connection = SqliteFile.openForWriting(file);
      try {
        MIGRATIONS.migrate(connection, file);
        return new SqliteWatchStore(connection, file);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IOException("watches in " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public AlertStore alerts() {
    return alerts;
  }

  @Override
  public Optional<HookStore> hooks() {
    return Optional.of(hooks);
  }

  @Override
  public List<StoredWatch> watches() {
    List<StoredWatch> watches = new ArrayList<>();
    query("SELECT * FROM watch ORDER BY tenant, name", rows -> watches.add(watch(rows)));
    return watches;
  }

  @Override
  public Optional<StoredWatch> watch(String tenant, String name) {
    List<StoredWatch> found = new ArrayList<>();
    query(
        "SELECT * FROM watch WHERE tenant=? AND name=?",
        rows -> found.add(watch(rows)),
        tenant,
        name);
    return found.stream().findFirst();
  }

  @Override
  public List<StoredWatch> watches(String tenant, String afterName, int limit) {
    List<StoredWatch> found = new ArrayList<>();
    query(
        "SELECT * FROM watch WHERE tenant=? AND name>? ORDER BY name LIMIT ?",
        rows -> found.add(watch(rows)),
        tenant,
        afterName,
        limit);
    return found;
  }

  @Override
  public int count(String tenant) {
    int[] count = new int[1];
    query("SELECT count(*) FROM watch WHERE tenant=?", rows -> count[0] = rows.getInt(1), tenant);
    return count[0];
  }

  private static StoredWatch watch(ResultSet rows) throws SQLException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(rows.getBytes("vector"));
      float[] vector = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(vector);
      return new StoredWatch(
          rows.getString("tenant"),
          Watch.parseFrom(rows.getBytes("body")),
          vector,
          rows.getLong("after_position"));
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("watch " + rows.getString("name") + " is damaged", e);
    }
  }

  @Override
  public synchronized boolean add(StoredWatch watch) {
    boolean[] isAdded = new boolean[1];
    transaction(
        () -> {
          isAdded[0] = insert(watch) == 1;
          if (isAdded[0]) {
            hooks.follow(watch);
          }
        });
    return isAdded[0];
  }

  private int insert(StoredWatch watch) {
    return update(
        "INSERT OR IGNORE INTO watch (tenant, name, body, vector, after_position)"
            + " VALUES (?,?,?,?,?)",
        watch.tenant(),
        watch.watch().getName(),
        watch.watch().toByteArray(),
        bytes(watch.vector()),
        watch.afterPosition());
  }

  @Override
  public synchronized boolean replace(StoredWatch watch, String etag, boolean forget) {
    String name = watch.watch().getName();
    // Writes hold this object's lock, so what is read here is what is replaced.
    boolean isCurrent =
        watch(watch.tenant(), name)
            .filter(stored -> stored.watch().getEtag().equals(etag))
            .isPresent();
    if (isCurrent) {
      transaction(
          () -> {
            update(
                "UPDATE watch SET body=?, vector=?, after_position=? WHERE tenant=? AND name=?",
                watch.watch().toByteArray(),
                bytes(watch.vector()),
                watch.afterPosition(),
                watch.tenant(),
                name);
            hooks.follow(watch);
            if (forget) {
              forget(watch.tenant(), name);
            }
          });
    }
    return isCurrent;
  }

  /** Alerts first, in short commits. */
  @Override
  public boolean delete(String tenant, String name) {
    alerts.deleteOldest(tenant, name, Long.MAX_VALUE);
    return deleteWatch(tenant, name);
  }

  private synchronized boolean deleteWatch(String tenant, String name) {
    int[] deleted = new int[1];
    transaction(
        () -> {
          deleted[0] = update("DELETE FROM watch WHERE tenant=? AND name=?", tenant, name);
          forget(tenant, name);
          update("DELETE FROM alert WHERE tenant=? AND watch=?", tenant, name);
          update("DELETE FROM alert_total WHERE tenant=? AND watch=?", tenant, name);
          hooks.forget(tenant, name);
        });
    return deleted[0] == 1;
  }

  private void forget(String tenant, String name) throws SQLException {
    update("DELETE FROM memory WHERE tenant=? AND watch=?", tenant, name);
  }

  private static byte[] bytes(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES);
    bytes.asFloatBuffer().put(vector);
    return bytes.array();
  }

  @Override
  public void readMemory(MemoryKind kind, MemoryReader reader) {
    query(
        "SELECT tenant, watch, source, body FROM memory WHERE kind=?",
        rows ->
            reader.read(
                new WatchSource(rows.getString(1), rows.getString(2), rows.getString(3)),
                rows.getBytes(4)),
        kind.number());
  }

  @Override
  public void commit(WatchCommit commit) {
    transaction(
        () -> {
          commit
              .alerts()
              .forEach(alert -> alerts.add(alert.tenant(), alert.watch(), alert.alert()));
          commit
              .memory()
              .forEach((kind, bodies) -> bodies.forEach((key, body) -> write(kind, key, body)));
          writePosition(commit.follower(), commit.position(), commit.mark());
        });
  }

  private void write(MemoryKind kind, WatchSource key, byte[] body) {
    update(
        "INSERT INTO memory (tenant, watch, source, kind, body) VALUES (?,?,?,?,?)"
            + " ON CONFLICT DO UPDATE SET body=excluded.body",
        key.tenant(),
        key.watch(),
        key.source(),
        kind.number(),
        body);
  }

  @Override
  public synchronized OptionalLong mark(String follower) {
    OptionalLong[] mark = {OptionalLong.empty()};
    query(
        "SELECT position FROM progress WHERE follower=?",
        rows -> mark[0] = OptionalLong.of(rows.getLong(1)),
        follower + MARK);
    return mark[0];
  }

  @Override
  public long position(String follower) {
    long[] position = {-1};
    query(
        "SELECT position FROM progress WHERE follower=?",
        rows -> position[0] = rows.getLong(1),
        follower);
    return position[0];
  }

  private void writePosition(String follower, long position, OptionalLong mark) {
    writeProgress(follower, position);
    if (mark.isPresent()) {
      writeProgress(follower + MARK, mark.getAsLong());
    } else {
      update("DELETE FROM progress WHERE follower=?", follower + MARK);
    }
  }

  private void writeProgress(String name, long value) {
    update(
        "INSERT INTO progress (follower, position) VALUES (?,?)"
            + " ON CONFLICT DO UPDATE SET position=excluded.position",
        name,
        value);
  }

  @Override
  public synchronized int clipAfterPositions(long lastPosition) {
    return update(
        "UPDATE watch SET after_position=? WHERE after_position>?", lastPosition, lastPosition);
  }

  /** Runs writes that are committed together, or not at all. */
  synchronized void transaction(Writes writes) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      try {
        writes.run();
        statement.execute("COMMIT");
      } catch (SQLException | RuntimeException e) {
        statement.execute("ROLLBACK");
        throw e;
      }
    } catch (SQLException e) {
      throw new WatchStoreException("watches.db cannot be written: " + e.getMessage(), e);
    }
  }

  /** Runs a statement that changes rows; the number of rows changed. */
  synchronized int update(String sql, Object... values) {
    try {
      PreparedStatement statement = statements.get(sql);
      bind(statement, values);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new WatchStoreException("watches.db cannot be written: " + e.getMessage(), e);
    }
  }

  /** Reads what is committed, on a connection of its own: a write never holds it up. */
  void query(String sql, Rows rows, Object... values) {
    try {
      readers.read(
          reader -> {
            try (PreparedStatement statement = reader.prepareStatement(sql)) {
              bind(statement, values);
              try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                  rows.row(results);
                }
              }
            }
            return null;
          });
    } catch (SqliteReadException e) {
      throw new WatchStoreException("watches.db cannot be read: " + e.getMessage(), e);
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  @Override
  public synchronized void close() {
    readers.close();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new WatchStoreException("watches.db cannot be closed: " + e.getMessage(), e);
    }
  }

  /** Some writes. */
  @FunctionalInterface
  interface Writes {
    void run() throws SQLException;
  }

  /** Takes rows one by one. */
  @FunctionalInterface
  interface Rows {
    void row(ResultSet row) throws SQLException;
  }
}
