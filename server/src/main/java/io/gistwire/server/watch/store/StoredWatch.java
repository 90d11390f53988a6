package io.gistwire.server.watch.store;

import io.gistwire.proto.v1.Watch;

/**
 * A watch as it is stored.
 *
 * @param watch without what is counted: alert_count and last_alert_time
 * @param vector its query as a vector of length 1; empty for other conditions. Kept, so that a
 *     watch goes on when the gist or the text encoder that made it was removed
 * @param afterPosition gists up to here were durable before it was made
 */
public record StoredWatch(String tenant, Watch watch, float[] vector, long afterPosition) {
  /** The last part of the name. */
  public String id() {
    return watch.getName().substring("watches/".length());
  }
}
