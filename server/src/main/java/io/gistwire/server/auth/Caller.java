package io.gistwire.server.auth;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Permission;
import io.gistwire.server.refusal.Refusal;
import io.grpc.Context;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes a call. The tenant comes from here and never from a request.
 *
 * @param tenant whose gists it may reach; empty for an operator, who has none
 * @param token name of the token or certificate, {@code tokens/*}; empty when the server runs
 *     without authentication
 * @param sources parts after {@code sources/} that it may send as and see; empty means all of the
 *     tenant
 */
public record Caller(
    String tenant, String token, Set<Permission> permissions, List<String> sources) {
  /** Tenant of callers on a server that runs without authentication. */
  public static final String DEFAULT_TENANT = "default";

  /** Everybody, on a server that runs without authentication. */
  public static final Caller ANONYMOUS =
      new Caller(DEFAULT_TENANT, "", EnumSet.allOf(Permission.class), List.of());

  private static final Context.Key<Caller> KEY = Context.key("gistwire-caller");

  public Caller {
    permissions = Set.copyOf(permissions);
    sources = List.copyOf(sources);
  }

  /**
   * The caller of the current call; to be read on the thread that gRPC calls the service on.
   *
   * @throws Refusal {@code TOKEN_INVALID} when no interceptor put one there
   */
  public static Caller current() {
    Caller caller = KEY.get();
    if (caller == null) {
      throw Refusal.of(
          ErrorReason.ERROR_REASON_TOKEN_INVALID,
          "the call has no token; send the header 'authorization: Bearer <secret>'");
    }
    return caller;
  }

  /** The caller of the current context; empty where none was needed, as for health checks. */
  public static Optional<Caller> ofContext() {
    return Optional.ofNullable(KEY.get());
  }

  /**
   * Whether it may do what concerns the whole server: every caller may on a server without
   * authentication.
   */
  public boolean isOperator() {
    return permissions.contains(Permission.PERMISSION_OPERATOR);
  }

  /** The context in which this is the caller. */
  public Context in(Context context) {
    return context.withValue(KEY, this);
  }

  /**
   * Refuses unless the caller has the permission.
   *
   * @throws Refusal {@code PERMISSION_MISSING}
   */
  public Caller require(Permission permission) {
    if (permissions.contains(permission)) {
      return this;
    }
    String name = permission.name().substring("PERMISSION_".length());
    throw Refusal.of(
            ErrorReason.ERROR_REASON_PERMISSION_MISSING,
            (token.isEmpty() ? "the caller" : token)
                + " lacks the permission "
                + name
                + "; "
                + (permission == Permission.PERMISSION_OPERATOR
                    ? "it concerns the whole server: use a token of the operator"
                    : "use a token that has it"))
        .with("permission", name);
  }

  /**
   * Refuses unless the caller has the whole of its tenant, and not single sources of it.
   *
   * @param what that was asked for, such as {@code retention}
   * @throws Refusal {@code SOURCE_FORBIDDEN}
   */
  public void requireAllSources(String what) {
    if (!sources.isEmpty()) {
      throw Refusal.of(
          ErrorReason.ERROR_REASON_SOURCE_FORBIDDEN,
          token
              + " covers single sources of its tenant, but "
              + what
              + " concerns all of them; use a token without sources");
    }
  }

  /** Whether the caller may send as and see this source. */
  public boolean covers(String source) {
    return sources.isEmpty() || sources.contains(source);
  }

  /**
   * Refuses unless the caller may send as and see this source.
   *
   * @throws Refusal {@code SOURCE_FORBIDDEN}
   */
  public void requireSource(String source) {
    if (!covers(source)) {
      throw Refusal.of(
              ErrorReason.ERROR_REASON_SOURCE_FORBIDDEN,
              token + " does not cover sources/" + source + "; use a token that does")
          .with("source", source);
    }
  }
}
