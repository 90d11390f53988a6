package io.gistwire.server.auth;

import io.gistwire.proto.v1.Permission;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Bearer tokens, of which only hashes are stored. Thread-safe. Reads ({@link #find}, {@link #get},
 * {@link #isGood}) never block on a disk or a network: every call of a client makes one. Changes
 * block, and fail with {@link java.io.UncheckedIOException} when they cannot be written.
 */
public interface TokenStore extends AutoCloseable {
  /** How long a token that was revoked or has expired is still listed, in milliseconds. */
  long ENDED_MILLIS = 30L * 24 * 60 * 60 * 1000;

  /** A token that was just made; its secret is told this once and stored nowhere. */
  record Made(TokenRecord token, String secret) {}

  /** Whether there is no token at all, good or not. */
  boolean isEmpty();

  /** The caller with this secret, if its token is good now. */
  Optional<Caller> find(String secret, long nowMillis);

  /** The token of this name, good or not. */
  Optional<TokenRecord> get(String name);

  /** Whether a caller's token is good now and still gives what the caller has. */
  default boolean isGood(Caller caller, long nowMillis) {
    return get(caller.token())
        .filter(token -> token.isGood(nowMillis))
        .map(TokenRecord::toCaller)
        .filter(caller::equals)
        .isPresent();
  }

  /** Number of a tenant's tokens, those included that have ended and are not forgotten. */
  long count(String tenant);

  /**
   * Tokens in the order of their names.
   *
   * @param afterName only those whose name comes after; empty for all
   * @param limit most tokens
   */
  List<TokenRecord> list(Predicate<TokenRecord> wanted, String afterName, int limit);

  /**
   * Makes a token; it is durable, and callers with its secret are found, when this returns.
   *
   * @param tenant empty for a token of the operator
   * @param sources parts after {@code sources/}; empty means all of the tenant
   * @param expireMillis when it ends, milliseconds UTC; empty for never
   */
  Made make(
      String tenant,
      List<String> sources,
      Set<Permission> permissions,
      String displayName,
      OptionalLong expireMillis);

  /**
   * Makes a token void for ever, at once on this server, also when the store cannot write it; a
   * token that was revoked before keeps the time of that.
   *
   * @return the token as it is now, or empty when there is none
   */
  Optional<TokenRecord> revoke(String name);

  /** Forgets tokens that ended more than {@link #ENDED_MILLIS} ago; to be called now and then. */
  void forgetEnded(long nowMillis);

  @Override
  void close();
}
