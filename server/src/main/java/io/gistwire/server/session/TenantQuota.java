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

  /**
   * Streams beyond the sessions: a device whose link broke opens a new session while the server
   * still holds the old one, which its Open then ends.
   */
  private static final int TAKEOVERS = 1;

  /** No limits. */
  public static final TenantQuota NONE = new TenantQuota(0, 0);

  /** Lets a stream begin, of which no one knows yet whether it takes a session over. */
  void admitStream(String tenant, long others) {
    if (maxSessions > 0 && others >= maxSessions + TAKEOVERS) {
      throw refusal(
          "sessions",
          maxSessions,
          tenant + " has " + others + " streams for sessions, those without Open included");
    }
  }

  void admitSession(String tenant, long open) {
    if (maxSessions > 0 && open >= maxSessions) {
      throw refusal("sessions", maxSessions, tenant + " has " + open + " sessions");
    }
  }

  /** Whether layer bytes are counted at all. */
  boolean limitsLayers() {
    return maxLayerBytes > 0;
  }

  /**
   * Lets layers in, or not.
   *
   * @param heldBytes layer bytes that the tenant holds, and those on their way to the disk
   * @param addedBytes those that are to be added
   * @throws Refusal {@code QUOTA_EXCEEDED}
   */
  void admitLayers(String tenant, long heldBytes, long addedBytes) {
    if (maxLayerBytes > 0 && heldBytes + addedBytes > maxLayerBytes) {
      throw refusal(
          "layer_bytes",
          maxLayerBytes,
          tenant + " holds " + heldBytes + " bytes of layers and sends " + addedBytes);
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
