package io.gistwire.server.session;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.refusal.Refusal;

/**
 * What one tenant may use.
 *
 * @param maxSessions sessions at once; 0 for no limit
 * @param maxLayerBytes layer bytes held; 0 for no limit
 */
public record TenantQuota(int maxSessions, long maxLayerBytes) {
  private static final int RETRY_MILLIS = 60_000;

  /** No limits. */
  public static final TenantQuota NONE = new TenantQuota(0, 0);

  void admitSession(String tenant, long open) {
    if (maxSessions > 0 && open >= maxSessions) {
      throw refusal("sessions", maxSessions, tenant + " has " + open + " sessions");
    }
  }

  /**
   * Lets gists in, or not.
   *
   * @param heldBytes layer bytes that the tenant holds now
   * @throws Refusal {@code QUOTA_EXCEEDED}
   */
  public void admitGists(String tenant, long heldBytes) {
    if (maxLayerBytes > 0 && heldBytes >= maxLayerBytes) {
      throw refusal(
          "layer_bytes", maxLayerBytes, tenant + " holds " + heldBytes + " bytes of layers");
    }
  }

  private static Refusal refusal(String quota, long limit, String seen) {
    return Refusal.of(
            ErrorReason.ERROR_REASON_QUOTA_EXCEEDED,
            seen + "; " + limit + " are allowed: delete gists, or ask for more")
        .with("quota", quota)
        .with("limit", Long.toString(limit))
        .retryAfter(RETRY_MILLIS);
  }
}
