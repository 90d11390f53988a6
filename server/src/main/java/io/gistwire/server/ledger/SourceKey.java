package io.gistwire.server.ledger;

import java.util.Objects;

/**
 * A source of one tenant.
 *
 * @param tenant from the caller's token
 * @param source the part after {@code sources/}
 */
public record SourceKey(String tenant, String source) {
  public SourceKey {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(source, "source");
  }

  /** {@code sources/{source}}. */
  public String toName() {
    return "sources/" + source;
  }
}
