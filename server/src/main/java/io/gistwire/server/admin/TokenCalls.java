package io.gistwire.server.admin;

import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.CreateTokenRequest;
import io.gistwire.proto.v1.CreateTokenResponse;
import io.gistwire.proto.v1.ListTokensRequest;
import io.gistwire.proto.v1.ListTokensResponse;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.RevokeTokenRequest;
import io.gistwire.proto.v1.RevokeTokenResponse;
import io.gistwire.proto.v1.Token;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.auth.TokenRecord;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.ledger.SourceNames;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.refusal.Refusal;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Makes, lists and revokes tokens. An operator acts on the own tenant only. */
final class TokenCalls {
  private static final int MAX_PAGE = 1000;
  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_SOURCES = 1000;
  private static final int MAX_NAME_CHARACTERS = 200;

  private final TokenStore tokens;
  private final PageTokens pages;
  private final Consumer<String> revoked;

  /**
   * The calls.
   *
   * @param revoked told the name of a token that became void, so that its streams end
   */
  TokenCalls(TokenStore tokens, PageTokens pages, Consumer<String> revoked) {
    this.tokens = tokens;
    this.pages = pages;
    this.revoked = revoked;
  }

  CreateTokenResponse create(Caller caller, CreateTokenRequest request) {
    Token asked = request.getToken();
    String tenant = tenant(caller, asked.getTenant());
    if (asked.getDisplayName().length() > MAX_NAME_CHARACTERS) {
      throw Refusal.ofField(
          "token.display_name", "is longer than " + MAX_NAME_CHARACTERS + " characters");
    }
    TokenStore.Made made =
        tokens.make(
            tenant,
            sources(asked.getSourcesList()),
            permissions(asked.getPermissionsList()),
            asked.getDisplayName(),
            expiry(asked));
    return CreateTokenResponse.newBuilder()
        .setToken(show(made.token()))
        .setSecret(made.secret())
        .build();
  }

  /** The caller's own tenant; another one only on a server without authentication. */
  static String tenant(Caller caller, String asked) {
    if (asked.isEmpty() || asked.equals(caller.tenant())) {
      return caller.tenant();
    }
    if (!asked.matches("[a-z0-9_-]{1,63}")) {
      throw Refusal.ofField(
          "tenant",
          "'" + Refusal.shown(asked) + "'; 1 to 63 characters of a-z, 0-9, '-', '_' are allowed");
    }
    if (!caller.isAnonymous()) {
      throw Refusal.ofMissing("tenant " + asked);
    }
    return asked;
  }

  private static List<String> sources(List<String> names) {
    if (names.size() > MAX_SOURCES) {
      throw Refusal.ofField("token.sources", names.size() + "; at most " + MAX_SOURCES);
    }
    return names.stream()
        .map(
            name ->
                SourceNames.parse(name)
                    .orElseThrow(
                        () ->
                            Refusal.ofField(
                                "token.sources",
                                "'" + Refusal.shown(name) + "' is no source; sources/NAME is")))
        .distinct()
        .toList();
  }

  private static Set<Permission> permissions(List<Permission> asked) {
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (Permission permission : asked) {
      if (permission == Permission.UNRECOGNIZED
          || permission == Permission.PERMISSION_UNSPECIFIED) {
        throw Refusal.ofField("token.permissions", "names a permission that does not exist");
      }
      permissions.add(permission);
    }
    if (permissions.isEmpty()) {
      throw Refusal.ofField("token.permissions", "is empty; SEND, READ, WRITE or ADMIN is needed");
    }
    return permissions;
  }

  private static OptionalLong expiry(Token asked) {
    if (!asked.hasExpireTime()) {
      return OptionalLong.empty();
    }
    if (!Timestamps.isValid(asked.getExpireTime())
        || Timestamps.toMillis(asked.getExpireTime()) <= System.currentTimeMillis()) {
      throw Refusal.ofField("token.expire_time", "lies in the past, or is no time");
    }
    return OptionalLong.of(Timestamps.toMillis(asked.getExpireTime()));
  }

  ListTokensResponse list(Caller caller, ListTokensRequest request) {
    int asked = request.getPageSize();
    if (asked < 0 || asked > MAX_PAGE) {
      throw Refusal.ofField("page_size", asked + "; 0 to " + MAX_PAGE + " are allowed");
    }
    int pageSize = asked == 0 ? DEFAULT_PAGE : asked;
    String tenant = tenant(caller, request.getTenant());
    ListTokensRequest untokened = request.toBuilder().clearPageToken().build();
    String after =
        request.getPageToken().isEmpty()
            ? ""
            : pages.open(caller.tenant(), untokened, request.getPageToken());
    List<TokenRecord> some = tokens.list(tenant, after, pageSize);
    ListTokensResponse.Builder page = ListTokensResponse.newBuilder();
    some.forEach(token -> page.addTokens(show(token)));
    if (some.size() == pageSize) {
      String last = some.get(pageSize - 1).name();
      page.setNextPageToken(pages.seal(caller.tenant(), untokened, last));
    }
    return page.build();
  }

  RevokeTokenResponse revoke(Caller caller, RevokeTokenRequest request) {
    String name = request.getName();
    TokenRecord token =
        tokens
            .get(name)
            .filter(found -> caller.isAnonymous() || found.tenant().equals(caller.tenant()))
            .orElseThrow(() -> Refusal.ofMissing(name));
    TokenRecord revokedToken = tokens.revoke(token.name()).orElseThrow();
    revoked.accept(token.name());
    return RevokeTokenResponse.newBuilder().setToken(show(revokedToken)).build();
  }

  private static Token show(TokenRecord token) {
    Token.Builder shown =
        Token.newBuilder()
            .setName(token.name())
            .setTenant(token.tenant())
            .addAllPermissions(token.permissions().stream().sorted().toList())
            .setDisplayName(token.displayName())
            .setCreateTime(Timestamps.fromMillis(token.createMillis()));
    token.sources().forEach(source -> shown.addSources("sources/" + source));
    token.expireMillis().ifPresent(at -> shown.setExpireTime(Timestamps.fromMillis(at)));
    token.revokeMillis().ifPresent(at -> shown.setRevokeTime(Timestamps.fromMillis(at)));
    return shown.build();
  }
}
