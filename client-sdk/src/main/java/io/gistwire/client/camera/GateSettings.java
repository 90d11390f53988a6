package io.gistwire.client.camera;

/**
 * When a camera's frame is worth sending. Immutable.
 *
 * @param threshold a frame farther than this from the last one sent is news, 0 to 1
 * @param heartbeatMillis the longest time without any gist; 0: no heartbeat gists
 * @param leastMillis the shortest time between two gists, whatever happens
 */
public record GateSettings(double threshold, long heartbeatMillis, long leastMillis) {
  /** News beyond 0.25, a heartbeat a minute, at most a gist a second. */
  public static final GateSettings DEFAULT = new GateSettings(0.25, 60_000, 1_000);

  /** Checks the ranges. */
  public GateSettings {
    if (!(threshold >= 0 && threshold <= 1) || heartbeatMillis < 0 || leastMillis < 0) {
      throw new IllegalArgumentException(
          "camera gate of threshold "
              + threshold
              + ", heartbeat "
              + heartbeatMillis
              + " ms, least "
              + leastMillis
              + " ms; a threshold of 0 to 1 and times of at least 0 are allowed");
    }
  }
}
