package io.gistwire.server.admin;

import io.gistwire.server.audit.AuditLine;
import io.gistwire.server.auth.TokenRecord;
import java.time.Instant;

/** Lines of the audit log about tokens. */
final class TokenAudit {
  private TokenAudit() {}

  static AuditLine made(String who, TokenRecord token) {
    return line("token.create", who, token)
        .withAll(
            "permissions", token.permissions().stream().map(TokenScope::name).sorted().toList())
        .withAll("sources", token.sources())
        .with(
            "expires",
            token.expireMillis().isPresent()
                ? Instant.ofEpochMilli(token.expireMillis().getAsLong())
                : "never")
        .with("name", token.displayName());
  }

  static AuditLine revoked(String who, TokenRecord token) {
    return line("token.revoke", who, token);
  }

  private static AuditLine line(String action, String who, TokenRecord token) {
    AuditLine line = AuditLine.of(action, who).with("token", token.name());
    return token.isOperator() ? line : line.with("tenant", token.tenant());
  }
}
