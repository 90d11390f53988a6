package io.gistwire.server.admin;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Permission;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.auth.TokenRecord;
import io.gistwire.server.refusal.Refusal;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a caller may see of tokens and give to new ones: an operator everything, others only what
 * they have themselves, within their own tenant.
 */
final class TokenScope {
  private static final Pattern TENANT = Pattern.compile("[a-z0-9_-]{1,63}");

  private final Caller caller;

  TokenScope(Caller caller) {
    this.caller = caller;
  }

  /**
   * The tenant that a request is about.
   *
   * @param asked by the request; left out: the caller's own
   * @throws Refusal when it is another tenant and the caller no operator, or when an operator names
   *     none
   */
  static String tenant(Caller caller, String field, String asked) {
    if (asked.isEmpty() && caller.tenant().isEmpty()) {
      throw Refusal.ofField(
          field, "is missing; a token of the operator has no tenant of its own, so name one");
    }
    if (asked.isEmpty() || asked.equals(caller.tenant())) {
      return caller.tenant();
    }
    if (!TENANT.matcher(asked).matches()) {
      throw Refusal.ofField(
          field, quoted(asked) + "; 1 to 63 characters of a-z, 0-9, '-', '_' are allowed");
    }
    if (!caller.isOperator()) {
      throw Refusal.of(
              ErrorReason.ERROR_REASON_PERMISSION_MISSING,
              caller.token()
                  + " is for the tenant "
                  + caller.tenant()
                  + " and lacks the permission OPERATOR; other tenants belong to a token of the"
                  + " operator")
          .with("permission", "OPERATOR");
    }
    return asked;
  }

  private static String quoted(String value) {
    return "'" + value.substring(0, Math.min(value.length(), 200)) + "'";
  }

  /** Tokens that the caller may see and revoke. */
  Predicate<TokenRecord> visible() {
    return token ->
        caller.isOperator()
            || (token.tenant().equals(caller.tenant()) && isWithin(token.sources()));
  }

  private boolean isWithin(List<String> sources) {
    return caller.sources().isEmpty()
        || (!sources.isEmpty() && caller.sources().containsAll(sources));
  }

  /**
   * Sources of a new token.
   *
   * @param asked none: as many as the caller has
   * @throws Refusal {@code SOURCE_FORBIDDEN}
   */
  List<String> sources(List<String> asked) {
    asked.forEach(caller::requireSource);
    return asked.isEmpty() ? caller.sources() : asked;
  }

  /**
   * Permissions of a new token.
   *
   * @throws Refusal {@code PERMISSION_MISSING} when the caller lacks one, {@code FIELD_INVALID}
   */
  Set<Permission> permissions(List<Permission> asked) {
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (Permission permission : asked) {
      if (permission == Permission.UNRECOGNIZED
          || permission == Permission.PERMISSION_UNSPECIFIED) {
        throw Refusal.ofField("token.permissions", "has a permission that does not exist");
      }
      permissions.add(permission);
    }
    if (permissions.isEmpty()) {
      throw Refusal.ofField("token.permissions", "is empty; SEND, READ, WRITE or ADMIN is needed");
    }
    if (!caller.isOperator() && !caller.permissions().containsAll(permissions)) {
      permissions.removeAll(caller.permissions());
      String missing = name(permissions.iterator().next());
      throw Refusal.of(
              ErrorReason.ERROR_REASON_PERMISSION_MISSING,
              caller.token()
                  + " lacks the permission "
                  + missing
                  + " and cannot give it; use a token that has it, or one of the operator")
          .with("permission", missing);
    }
    return permissions;
  }

  /** The name of a permission as people write it. */
  static String name(Permission permission) {
    return permission.name().substring("PERMISSION_".length()).toUpperCase(Locale.ROOT);
  }
}
