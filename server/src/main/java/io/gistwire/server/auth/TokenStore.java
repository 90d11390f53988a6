package io.gistwire.server.auth;

import io.gistwire.proto.v1.Permission;
import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.storage.SqliteFile;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

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
  private final Jdbi jdbi;
  private final Map<String, TokenRecord> byHash = new ConcurrentHashMap<>();

  private TokenStore(Connection connection) {
    this.connection = connection;
    jdbi = Jdbi.create(connection);
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

  private void load() {
    jdbi.useHandle(
        handle -> {
          handle.execute(SCHEMA);
          handle
              .createQuery("SELECT * FROM token")
              .map((rows, context) -> Map.entry(rows.getString("hash"), ROW.map(rows, context)))
              .forEach(entry -> byHash.put(entry.getKey(), entry.getValue()));
        });
  }

  private static final RowMapper<TokenRecord> ROW =
      (rows, context) -> {
        long expire = rows.getLong("expire_millis");
        OptionalLong expireMillis = rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(expire);
        long revoke = rows.getLong("revoke_millis");
        OptionalLong revokeMillis = rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(revoke);
        return new TokenRecord(
            rows.getString("name"),
            rows.getString("tenant"),
            split(rows.getString("sources")),
            permissions(rows.getString("permissions")),
            rows.getString("display_name"),
            rows.getLong("create_millis"),
            expireMillis,
            revokeMillis);
      };

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
    jdbi.useHandle(handle -> insert(handle, token, hash));
    byHash.put(hash, token);
    return new Made(token, secret);
  }

  private static void insert(org.jdbi.v3.core.Handle handle, TokenRecord token, String hash) {
    handle.execute(
        "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        token.name(),
        hash,
        token.tenant(),
        String.join(",", token.sources()),
        token.permissions().stream().map(Permission::name).collect(Collectors.joining(",")),
        token.displayName(),
        token.createMillis(),
        token.expireMillis().isPresent() ? token.expireMillis().getAsLong() : null);
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
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE token SET revoke_millis=? WHERE name=?", now, token.name()));
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
