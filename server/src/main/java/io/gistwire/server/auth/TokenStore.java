package io.gistwire.server.auth;

import io.gistwire.proto.v1.Permission;
import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.storage.SqliteFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bearer tokens, hashed at rest in {@code tokens.db}, all in memory while the server runs, so that
 * a call is checked without the disk and a revocation counts at once. Thread-safe.
 */
public final class TokenStore implements AutoCloseable {
  private static final String FILE = "tokens.db";

  private static final String SCHEMA =
      "CREATE TABLE IF NOT EXISTS token (name TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE,"
          + " tenant TEXT NOT NULL, sources TEXT NOT NULL, permissions TEXT NOT NULL,"
          + " display_name TEXT NOT NULL, create_millis INTEGER NOT NULL,"
          + " expire_millis INTEGER, revoke_millis INTEGER)";

  private final Connection connection;
  private final Map<String, TokenRecord> byHash = new ConcurrentHashMap<>();

  private TokenStore(Connection connection) {
    this.connection = connection;
  }

  /** A token that was just made: the secret is told this once. */
  public record Made(TokenRecord token, String secret) {}

  /**
   * Opens the tokens of a data folder.
   *
   * @throws IOException when the file cannot be read
   */
  public static TokenStore open(DataFolder folder) throws IOException {
    try {
      TokenStore store = new TokenStore(SqliteFile.openForWriting(folder.resolve(FILE)));
      store.load();
      return store;
    } catch (SQLException e) {
      throw new IOException(
          "tokens in " + folder.resolve(FILE) + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void load() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SCHEMA);
      try (ResultSet rows = statement.executeQuery("SELECT * FROM token")) {
        while (rows.next()) {
          byHash.put(rows.getString("hash"), read(rows));
        }
      }
    }
  }

  private static TokenRecord read(ResultSet row) throws SQLException {
    return new TokenRecord(
        row.getString("name"),
        row.getString("tenant"),
        split(row.getString("sources")),
        permissions(row.getString("permissions")),
        row.getString("display_name"),
        row.getLong("create_millis"),
        optional(row, "expire_millis"),
        optional(row, "revoke_millis"));
  }

  private static OptionalLong optional(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static List<String> split(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(","));
  }

  private static Set<Permission> permissions(String joined) {
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    split(joined).forEach(name -> permissions.add(Permission.valueOf(name)));
    return permissions;
  }

  /** Whether there is any token at all, good or not. */
  public boolean isEmpty() {
    return byHash.isEmpty();
  }

  /** The caller that this secret stands for, if the token is good now. Never touches the disk. */
  public Optional<Caller> find(String secret, long nowMillis) {
    return Optional.ofNullable(byHash.get(TokenHash.of(secret)))
        .filter(token -> token.isGood(nowMillis))
        .map(TokenRecord::toCaller);
  }

  /** The token of this name. */
  public Optional<TokenRecord> get(String name) {
    return byHash.values().stream().filter(token -> token.name().equals(name)).findFirst();
  }

  /** Names of tokens that have expired by now and were not revoked. */
  public List<String> expired(long nowMillis) {
    return byHash.values().stream()
        .filter(token -> token.revokeMillis().isEmpty() && !token.isGood(nowMillis))
        .map(TokenRecord::name)
        .toList();
  }

  /**
   * Tokens of a tenant by name.
   *
   * @param afterName only those whose name comes after
   */
  public List<TokenRecord> list(String tenant, String afterName, int limit) {
    return byHash.values().stream()
        .filter(token -> token.tenant().equals(tenant) && token.name().compareTo(afterName) > 0)
        .sorted(Comparator.comparing(TokenRecord::name))
        .limit(limit)
        .toList();
  }

  /** Makes a token; it is on disk when this returns. */
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
    byHash.put(hash, token);
    return new Made(token, secret);
  }

  private void insert(TokenRecord token, String hash) {
    List<String> permissions = token.permissions().stream().map(Permission::name).toList();
    OptionalLong expire = token.expireMillis();
    write(
        "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        token.name(),
        hash,
        token.tenant(),
        String.join(",", token.sources()),
        String.join(",", permissions),
        token.displayName(),
        token.createMillis(),
        expire.isPresent() ? expire.getAsLong() : null);
  }

  private void write(String sql, Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new UncheckedIOException(
          new IOException("tokens cannot be written: " + e.getMessage(), e));
    }
  }

  /** Makes a token void at once and for ever; the token, or empty when there is none. */
  public synchronized Optional<TokenRecord> revoke(String name) {
    for (Map.Entry<String, TokenRecord> entry : byHash.entrySet()) {
      TokenRecord token = entry.getValue();
      if (token.name().equals(name)) {
        return Optional.of(
            token.revokeMillis().isPresent() ? token : revoke(entry.getKey(), token));
      }
    }
    return Optional.empty();
  }

  private TokenRecord revoke(String hash, TokenRecord token) {
    long now = System.currentTimeMillis();
    TokenRecord revoked =
        new TokenRecord(
            token.name(),
            token.tenant(),
            token.sources(),
            token.permissions(),
            token.displayName(),
            token.createMillis(),
            token.expireMillis(),
            OptionalLong.of(now));
    // Void in memory first: a disk that refuses must not keep a stolen token alive.
    byHash.put(hash, revoked);
    write("UPDATE token SET revoke_millis=? WHERE name=?", now, token.name());
    return revoked;
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      System.getLogger(TokenStore.class.getName())
          .log(System.Logger.Level.DEBUG, "closing the tokens failed", e);
    }
  }
}
