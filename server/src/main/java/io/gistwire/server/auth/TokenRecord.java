package io.gistwire.server.auth;

import io.gistwire.proto.v1.Permission;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A token without its secret. Times are milliseconds UTC.
 *
 * @param name {@code tokens/*}
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

  boolean isGood(long nowMillis) {
    boolean expired = expireMillis.isPresent() && expireMillis.getAsLong() <= nowMillis;
    return !expired && revokeMillis.isEmpty();
  }

  Caller toCaller() {
    return new Caller(tenant, name, permissions, sources);
  }
}
