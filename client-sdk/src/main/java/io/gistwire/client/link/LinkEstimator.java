package io.gistwire.client.link;

/**
 * Measures goodput and round trip from acks, after the delivery-rate sampling of BBR (Cardwell et
 * al., "BBR: Congestion-Based Congestion Control", ACM Queue 2016;
 * draft-cheng-iccrg-delivery-rate).
 *
 * <p>A sample is what was delivered between the sending of a batch and its ack, over that time. A
 * sample taken when there was little to send tells only a lower bound. The round trip is the least
 * of a sliding window, so that our own queue is not taken for distance. Not thread-safe; time comes
 * in from outside.
 */
public final class LinkEstimator {
  private static final int RATE_SAMPLES = 8;
  private static final long ROUND_TRIP_WINDOW_NANOS = 60_000_000_000L;

  private final double[] rates = new double[RATE_SAMPLES];
  private int rateCount;
  private double roundTripNanos;
  private double nextRoundTripNanos;
  private long windowEndNanos;
  private long deliveredBytes;

  /** All bytes acknowledged so far; a batch remembers it from when it is sent. */
  public long deliveredBytes() {
    return deliveredBytes;
  }

  /**
   * Learns from an ack.
   *
   * @param nowNanos when the ack came
   * @param sentNanos when the newest batch that it covers was sent
   * @param deliveredAtSend {@link #deliveredBytes()} at that time
   * @param bytes the serialised bytes newly acknowledged
   * @param starved whether the link stood idle for want of gists when that batch was sent
   */
  public void acked(
      long nowNanos, long sentNanos, long deliveredAtSend, long bytes, boolean starved) {
    deliveredBytes += bytes;
    double tookNanos = Math.max(1, nowNanos - sentNanos);
    addRoundTrip(nowNanos, tookNanos);
    double rate = (deliveredBytes - deliveredAtSend) / tookNanos * 1e9;
    if (!starved || rate > goodput()) {
      rates[rateCount++ % RATE_SAMPLES] = rate;
    }
  }

  /** Learns from an answered heartbeat. */
  public void echoed(long nowNanos, long sentNanos) {
    addRoundTrip(nowNanos, Math.max(1, nowNanos - sentNanos));
  }

  /** Forgets everything but the count of bytes: the network is another one. */
  public void reset() {
    rateCount = 0;
    roundTripNanos = 0;
    nextRoundTripNanos = 0;
    windowEndNanos = 0;
  }

  /** What is known now. */
  public LinkEstimate estimate() {
    return new LinkEstimate(goodput(), roundTripNanos / 1e6);
  }

  /** Two half windows: the least of the old one stands until the new one has a whole period. */
  private void addRoundTrip(long nowNanos, double tookNanos) {
    if (roundTripNanos == 0 || nowNanos - windowEndNanos >= 0) {
      roundTripNanos = nextRoundTripNanos == 0 ? tookNanos : nextRoundTripNanos;
      nextRoundTripNanos = tookNanos;
      windowEndNanos = nowNanos + ROUND_TRIP_WINDOW_NANOS;
    }
    roundTripNanos = Math.min(roundTripNanos, tookNanos);
    nextRoundTripNanos = Math.min(nextRoundTripNanos, tookNanos);
  }

  private double goodput() {
    double best = 0;
    for (int i = 0; i < Math.min(rateCount, RATE_SAMPLES); i++) {
      best = Math.max(best, rates[i]);
    }
    return best;
  }
}
