package io.gistwire.server.admin;

import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.CreateTokenRequest;
import io.gistwire.proto.v1.CreateTokenResponse;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.ListTokensRequest;
import io.gistwire.proto.v1.ListTokensResponse;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.RevokeTokenRequest;
import io.gistwire.proto.v1.RevokeTokenResponse;
import io.gistwire.proto.v1.Token;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.auth.LiveCalls;
import io.gistwire.server.auth.TokenRecord;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.ledger.SourceNames;
import io.gistwire.server.paging.PageSize;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.refusal.Refusal;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes, lists and revokes tokens: an operator those of every tenant and of operators, an
 * administrator those of the own tenant, within what its own token has.
 */
final class TokenCalls {
  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_SOURCES = 1000;
  private static final int MAX_NAME_CHARACTERS = 200;

  /** Tokens are all in memory: a tenant may not fill it. */
  private static final int MAX_TOKENS = 10_000;

  private final TokenStore tokens;
  private final PageTokens pages;
  private final LiveCalls live;

  /**
   * The calls.
   *
   * @param live calls that end when their token is revoked
   */
  TokenCalls(TokenStore tokens, PageTokens pages, LiveCalls live) {
    this.tokens = tokens;
    this.pages = pages;
    this.live = live;
  }

  CreateTokenResponse create(Caller caller, CreateTokenRequest request) {
    Token asked = request.getToken();
    TokenScope scope = new TokenScope(caller);
    Set<Permission> permissions = scope.permissions(asked.getPermissionsList());
    boolean isOperator = permissions.contains(Permission.PERMISSION_OPERATOR);
    if (isOperator) {
      checkOperator(asked);
    }
    String tenant = isOperator ? "" : TokenScope.tenant(caller, "token.tenant", asked.getTenant());
    checkName(asked.getDisplayName());
    List<String> sources = isOperator ? List.of() : scope.sources(sources(asked.getSourcesList()));
    // A token never lives longer than the one that made it; an operator's tokens for tenants may.
    boolean isFree = caller.isOperator() && !isOperator;
    OptionalLong expiry = expiry(isFree ? OptionalLong.empty() : own(caller), caller, asked);
    checkCount(tenant);
    TokenStore.Made made =
        tokens.make(tenant, sources, permissions, asked.getDisplayName(), expiry);
    TokenAudit.made(caller.token(), made.token()).log();
    return CreateTokenResponse.newBuilder()
        .setToken(show(made.token()))
        .setSecret(made.secret())
        .build();
  }

  private static void checkOperator(Token asked) {
    if (asked.getPermissionsCount() > 1
        || !asked.getTenant().isEmpty()
        || asked.getSourcesCount() > 0) {
      throw Refusal.ofField(
          "token.permissions",
          "has OPERATOR beside a tenant, sources or another permission; a token of the operator"
              + " has OPERATOR alone");
    }
  }

  private static void checkName(String displayName) {
    if (displayName.length() > MAX_NAME_CHARACTERS) {
      throw Refusal.ofField(
          "token.display_name",
          "has "
              + displayName.length()
              + " characters; at most "
              + MAX_NAME_CHARACTERS
              + " are allowed");
    }
  }

  private void checkCount(String tenant) {
    if (tokens.count(tenant) >= MAX_TOKENS) {
      throw Refusal.of(
          ErrorReason.ERROR_REASON_QUOTA_EXCEEDED,
          "there are "
              + MAX_TOKENS
              + " tokens of this tenant, as many as are allowed; revoked and expired ones are"
              + " forgotten after 30 days");
    }
  }

  private static List<String> sources(List<String> names) {
    if (names.size() > MAX_SOURCES) {
      throw Refusal.ofField(
          "token.sources", names.size() + "; at most " + MAX_SOURCES + " are allowed");
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

  /** When a caller's own token expires. */
  private OptionalLong own(Caller caller) {
    return tokens.get(caller.token()).map(TokenRecord::expireMillis).orElse(OptionalLong.empty());
  }

  private static OptionalLong expiry(OptionalLong latest, Caller caller, Token asked) {
    if (!asked.hasExpireTime()) {
      return latest;
    }
    if (!Timestamps.isValid(asked.getExpireTime())
        || Timestamps.toMillis(asked.getExpireTime()) <= System.currentTimeMillis()) {
      throw Refusal.ofField("token.expire_time", "lies in the past, or is no time");
    }
    long expiry = Timestamps.toMillis(asked.getExpireTime());
    if (expiry > latest.orElse(Long.MAX_VALUE)) {
      throw Refusal.ofField(
          "token.expire_time",
          "lies after "
              + Timestamps.toString(Timestamps.fromMillis(latest.getAsLong()))
              + ", when "
              + caller.token()
              + " itself expires; choose an earlier time");
    }
    return OptionalLong.of(expiry);
  }

  ListTokensResponse list(Caller caller, ListTokensRequest request) {
    int pageSize = PageSize.of(request.getPageSize(), DEFAULT_PAGE);
    ListTokensRequest untokened = request.toBuilder().clearPageToken().build();
    String after =
        request.getPageToken().isEmpty()
            ? ""
            : pages.open(caller.tenant(), untokened, request.getPageToken());
    List<TokenRecord> some = tokens.list(wanted(caller, request.getTenant()), after, pageSize);
    ListTokensResponse.Builder page = ListTokensResponse.newBuilder();
    some.forEach(token -> page.addTokens(show(token)));
    if (some.size() == pageSize) {
      String last = some.get(pageSize - 1).name();
      page.setNextPageToken(pages.seal(caller.tenant(), untokened, last));
    }
    return page.build();
  }

  /** An operator that names no tenant sees all tokens. */
  private static Predicate<TokenRecord> wanted(Caller caller, String asked) {
    Predicate<TokenRecord> visible = new TokenScope(caller).visible();
    if (asked.isEmpty() && caller.isOperator()) {
      return visible;
    }
    String tenant = TokenScope.tenant(caller, "tenant", asked);
    return visible.and(token -> token.tenant().equals(tenant));
  }

  RevokeTokenResponse revoke(Caller caller, RevokeTokenRequest request) {
    String name = request.getName();
    TokenRecord token =
        tokens
            .get(name)
            .filter(new TokenScope(caller).visible())
            .orElseThrow(() -> Refusal.ofMissing(name.substring(0, Math.min(name.length(), 200))));
    TokenRecord revokedToken = tokens.revoke(token.name()).orElseThrow();
    live.endVoid(System.currentTimeMillis());
    TokenAudit.revoked(caller.token(), revokedToken).log();
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
