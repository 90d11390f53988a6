package io.gistwire.server.connect;

import io.gistwire.server.shares.TenantShares;

/**
 * The bytes that one request holds of what all requests share: its body, what that unpacks to, and
 * what a parser makes of it. Counted before they are kept. Thread-safe.
 */
final class RequestBudget {
  private static final long RETRY_MILLIS = 1000;

  private final TenantShares shares;
  private String tenant;
  private long takenBytes;
  private boolean isReleased;

  RequestBudget(TenantShares shares) {
    this.shares = shares;
  }

  /** Names for whom bytes are counted; to be called before the first of them. */
  synchronized void belongsTo(String owner) {
    tenant = owner;
  }

  /**
   * Takes bytes before they are kept.
   *
   * @throws ConnectException RESOURCE_EXHAUSTED when the tenant's share has fewer left; nothing is
   *     taken then
   */
  synchronized void take(long bytes) throws ConnectException {
    if (isReleased || bytes == 0) {
      return;
    }
    if (!shares.tryTake(tenant, bytes)) {
      throw new ConnectException(shares.busy(tenant, RETRY_MILLIS));
    }
    takenBytes += bytes;
  }

  /** Gives everything back; what is taken later counts nothing. Repeated calls do nothing. */
  synchronized void release() {
    if (takenBytes > 0) {
      shares.give(tenant, takenBytes);
      takenBytes = 0;
    }
    isReleased = true;
  }
}
