package io.gistwire.client.link;

/**
 * What is known of a link.
 *
 * @param goodputBytesPerSecond serialised bytes acknowledged a second; 0 while unknown
 * @param roundTripMillis least time from sending to the ack lately, without what our own bytes take
 *     to be sent; 0 while unknown
 */
public record LinkEstimate(double goodputBytesPerSecond, double roundTripMillis) {
  /** Nothing was measured yet. */
  public static final LinkEstimate UNKNOWN = new LinkEstimate(0, 0);

  /** Whether there was an ack to learn from. */
  public boolean isKnown() {
    return goodputBytesPerSecond > 0;
  }
}
