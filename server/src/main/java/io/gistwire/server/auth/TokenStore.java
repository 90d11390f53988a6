package io.gistwire.server.auth;

import io.gistwire.proto.v1.Permission;
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
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Bearer tokens, hashed at rest in {@code tokens.db}, all in memory while the server runs, so that
 * a call is checked without the disk and a revocation counts at once. Thread-safe.
 */
public final class TokenStore implements AutoCloseable {
  /** Name of the file in the data folder. */
  public static final String FILE = "tokens.db";

  /** "GWTO". */
  private static final int APPLICATION_ID = 0x4757544f;

  private static final Migrations MIGRATIONS =
      new Migrations(
          "token file", APPLICATION_ID, "token", TokenStore.class, List.of("V1__tokens.sql"));

  /** How long a token that ended is still listed. */
  private static final long ENDED_MILLIS = 30L * 24 * 60 * 60 * 1000;

  private final Connection connection;
  private final Path file;
  private final Map<String, TokenRecord> byHash = new ConcurrentHashMap<>();
  private final Map<String, String> hashByName = new ConcurrentHashMap<>();

  private TokenStore(Connection connection, Path file) {
    this.connection = connection;
    this.file = file;
  }

  /** A token that was just made: the secret is told this once. */
  public record Made(TokenRecord token, String secret) {}

  /**
   * Opens the tokens of a data folder.
   *
   * @throws IOException when the file cannot be read, or is of a newer version
   */
  public static TokenStore open(DataFolder folder) throws IOException {
    Path file = folder.resolve(FILE);
    try {
      Connection connection = SqliteFile.openForWriting(file);
      try {
        MIGRATIONS.migrate(connection, file);
        TokenStore store = new TokenStore(connection, file);
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

  /** Forgets tokens that ended more than 30 days ago; to be called now and then. */
  public synchronized void forgetEnded(long nowMillis) {
    long longAgo = nowMillis - ENDED_MILLIS;
    List<TokenRecord> ended =
        byHash.values().stream().filter(token -> token.endMillis() < longAgo).toList();
    for (TokenRecord token : ended) {
      write("DELETE FROM token WHERE name=?", token.name());
      byHash.remove(hashByName.remove(token.name()));
    }
  }

  private void keep(String hash, TokenRecord token) {
    byHash.put(hash, token);
    hashByName.put(token.name(), hash);
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

  /** Whether there is any token at all, good or not. */
  public boolean isEmpty() {
    return byHash.isEmpty();
  }

  /** The caller with this secret, if its token is good now. */
  public Optional<Caller> find(String secret, long nowMillis) {
    return Optional.ofNullable(byHash.get(TokenHash.of(secret)))
        .filter(token -> token.isGood(nowMillis))
        .map(TokenRecord::toCaller);
  }

  /** The token of this name. */
  public Optional<TokenRecord> get(String name) {
    return Optional.ofNullable(hashByName.get(name)).map(byHash::get);
  }

  /** Whether a caller's token is good now and still gives what the caller has. */
  public boolean isGood(Caller caller, long nowMillis) {
    return get(caller.token())
        .filter(token -> token.isGood(nowMillis))
        .map(TokenRecord::toCaller)
        .filter(caller::equals)
        .isPresent();
  }

  /** Number of a tenant's tokens, those included that ended in the last 30 days. */
  public long count(String tenant) {
    return byHash.values().stream().filter(token -> token.tenant().equals(tenant)).count();
  }

  /**
   * Tokens by name.
   *
   * @param afterName only those whose name comes after
   */
  public List<TokenRecord> list(Predicate<TokenRecord> wanted, String afterName, int limit) {
    return byHash.values().stream()
        .filter(token -> token.name().compareTo(afterName) > 0 && wanted.test(token))
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

  /** Makes a token void at once and for ever; the token, or empty when there is none. */
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

  /** The file, for copies of it. */
  public Path file() {
    return file;
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
