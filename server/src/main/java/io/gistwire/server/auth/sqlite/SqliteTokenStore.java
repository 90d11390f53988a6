package io.gistwire.server.auth.sqlite;

import io.gistwire.proto.v1.Permission;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.auth.TokenHash;
import io.gistwire.server.auth.TokenRecord;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.storage.Migrations;
import io.gistwire.server.storage.Sql;
import io.gistwire.server.storage.SqliteFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/**
 * Bearer tokens, hashed at rest in {@code tokens.db}, all in memory while the server runs, so that
 * a call is checked without the disk and a revocation counts at once. Thread-safe.
 */
public final class SqliteTokenStore implements TokenStore {
  /** Name of the file in the data folder. */
  public static final String FILE = "tokens.db";

  /** "GWTO". */
  private static final int APPLICATION_ID = 0x4757544f;

  private static final Migrations MIGRATIONS =
      new Migrations(
          "token file", APPLICATION_ID, "token", SqliteTokenStore.class, List.of("V1__tokens.sql"));

  private final Connection connection;
  private final Map<String, TokenRecord> byHash = new ConcurrentHashMap<>();

  /** In the order of names, so that a page of a list reads what it shows. */
  private final ConcurrentNavigableMap<String, String> hashByName = new ConcurrentSkipListMap<>();

  /** So that making the next token does not count all of them. */
  private final Map<String, Long> countByTenant = new ConcurrentHashMap<>();

  private SqliteTokenStore(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens the tokens of a data folder.
   *
   * @throws IOException when the file cannot be read, or is of a newer version
   */
  public static SqliteTokenStore open(DataFolder folder) throws IOException {
    Path file = folder.resolve(FILE);
    try {
      Connection connection = SqliteFile.openForWriting(file);
      try {
        MIGRATIONS.migrate(connection, file);
        SqliteTokenStore store = new SqliteTokenStore(connection);
        store.load();
        return store;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IOException("tokens in " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void load() throws SQLException {
    Sql.query(connection, "SELECT * FROM token", row -> keep(row.getString("hash"), read(row)));
  }

  @Override
  public synchronized void forgetEnded(long nowMillis) {
    long longAgo = nowMillis - ENDED_MILLIS;
    List<TokenRecord> ended =
        byHash.values().stream().filter(token -> token.endMillis() < longAgo).toList();
    for (TokenRecord token : ended) {
      write("DELETE FROM token WHERE name=?", token.name());
      byHash.remove(hashByName.remove(token.name()));
      countByTenant.computeIfPresent(
          token.tenant(), (tenant, count) -> count == 1 ? null : count - 1);
    }
  }

  private void keep(String hash, TokenRecord token) {
    byHash.put(hash, token);
    hashByName.put(token.name(), hash);
    countByTenant.merge(token.tenant(), 1L, Long::sum);
  }

  private static TokenRecord read(ResultSet row) throws SQLException {
    return new TokenRecord(
        row.getString("name"),
        row.getString("tenant"),
        split(row.getString("sources")),
        permissions(row.getString("name"), row.getString("permissions")),
        row.getString("display_name"),
        row.getLong("create_millis"),
        Sql.optional(row, "expire_millis"),
        Sql.optional(row, "revoke_millis"));
  }

  private static List<String> split(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(","));
  }

  private static Set<Permission> permissions(String token, String joined) throws SQLException {
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (String name : split(joined)) {
      try {
        permissions.add(Permission.valueOf(name));
      } catch (IllegalArgumentException e) {
        throw new SQLException(
            token + " has the permission " + name + ", which this server does not know", e);
      }
    }
    return permissions;
  }

  @Override
  public boolean isEmpty() {
    return byHash.isEmpty();
  }

  @Override
  public Optional<Caller> find(String secret, long nowMillis) {
    return Optional.ofNullable(byHash.get(TokenHash.of(secret)))
        .filter(token -> token.isGood(nowMillis))
        .map(TokenRecord::toCaller);
  }

  @Override
  public Optional<TokenRecord> get(String name) {
    return Optional.ofNullable(hashByName.get(name)).map(byHash::get);
  }

  @Override
  public long count(String tenant) {
    return countByTenant.getOrDefault(tenant, 0L);
  }

  @Override
  public List<TokenRecord> list(Predicate<TokenRecord> wanted, String afterName, int limit) {
    return hashByName.tailMap(afterName, false).values().stream()
        .map(byHash::get)
        // Deleted since.
        .filter(token -> token != null && wanted.test(token))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Made make(
      String tenant,
      List<String> sources,
      Set<Permission> permissions,
      String displayName,
      OptionalLong expireMillis) {
    String secret = TokenHash.newSecret();
    TokenRecord token =
        new TokenRecord(
            TokenHash.newName(),
            tenant,
            sources,
            permissions,
            displayName,
            System.currentTimeMillis(),
            expireMillis,
            OptionalLong.empty());
    String hash = TokenHash.of(secret);
    insert(token, hash);
    keep(hash, token);
    return new Made(token, secret);
  }

  private void insert(TokenRecord token, String hash) {
    List<String> permissions = token.permissions().stream().map(Permission::name).sorted().toList();
    write(
        "INSERT INTO token (name, hash, tenant, sources, permissions, display_name, create_millis,"
            + " expire_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        token.name(),
        hash,
        token.tenant(),
        String.join(",", token.sources()),
        String.join(",", permissions),
        token.displayName(),
        token.createMillis(),
        token.expireMillis());
  }

  private void write(String sql, Object... values) {
    try {
      Sql.update(connection, sql, values);
    } catch (SQLException e) {
      throw new UncheckedIOException(
          new IOException("tokens cannot be written: " + e.getMessage(), e));
    }
  }

  @Override
  public synchronized Optional<TokenRecord> revoke(String name) {
    return get(name).map(token -> token.revokeMillis().isPresent() ? token : revoke(token));
  }

  private TokenRecord revoke(TokenRecord token) {
    TokenRecord revoked = token.revokedAt(System.currentTimeMillis());
    // Void in memory first: a disk that refuses must not keep a stolen token alive.
    byHash.put(hashByName.get(token.name()), revoked);
    write("UPDATE token SET revoke_millis=? WHERE name=?", revoked.revokeMillis(), token.name());
    return revoked;
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      System.getLogger(SqliteTokenStore.class.getName())
          .log(System.Logger.Level.DEBUG, "closing the tokens failed", e);
    }
  }
}
