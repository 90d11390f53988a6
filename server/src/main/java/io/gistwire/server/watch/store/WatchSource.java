package io.gistwire.server.watch.store;

/**
 * A watch of a tenant and one source that it looks at.
 *
 * @param watch {@code watches/*}
 * @param source part after {@code sources/}; empty: all that have no place of their own
 */
public record WatchSource(String tenant, String watch, String source) {
  /** Whether it belongs to this watch. */
  public boolean isOf(String otherTenant, String otherWatch) {
    return tenant.equals(otherTenant) && watch.equals(otherWatch);
  }
}
