package io.gistwire.server.auth;

import io.gistwire.proto.v1.Permission;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A token without its secret. Times are milliseconds UTC.
 *
 * @param name {@code tokens/*}
 * @param tenant empty for a token of the operator
 * @param sources parts after {@code sources/}; empty means all of the tenant
 */
public record TokenRecord(
    String name,
    String tenant,
    List<String> sources,
    Set<Permission> permissions,
    String displayName,
    long createMillis,
    OptionalLong expireMillis,
    OptionalLong revokeMillis) {
  /** Takes copies. */
  public TokenRecord {
    sources = List.copyOf(sources);
    permissions = Set.copyOf(permissions);
  }

  /** Whether it was not revoked and has not expired. */
  public boolean isGood(long nowMillis) {
    return revokeMillis.isEmpty() && nowMillis < endMillis();
  }

  /** When it was revoked or expires; {@link Long#MAX_VALUE} for never. */
  public long endMillis() {
    return revokeMillis.orElse(expireMillis.orElse(Long.MAX_VALUE));
  }

  /** The same token, revoked. */
  public TokenRecord revokedAt(long millis) {
    return new TokenRecord(
        name,
        tenant,
        sources,
        permissions,
        displayName,
        createMillis,
        expireMillis,
        OptionalLong.of(millis));
  }

  /** Whether it is for the whole server and no tenant. */
  public boolean isOperator() {
    return permissions.contains(Permission.PERMISSION_OPERATOR);
  }

  /** Whoever may operate the server may also administer every tenant. */
  public Caller toCaller() {
    Set<Permission> all = permissions.isEmpty() ? Set.of() : EnumSet.copyOf(permissions);
    if (isOperator()) {
      all.add(Permission.PERMISSION_ADMIN);
    }
    return new Caller(tenant, name, all, sources);
  }
}
