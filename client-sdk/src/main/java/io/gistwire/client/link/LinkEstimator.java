package io.gistwire.client.link;

/**
 * Measures goodput and round trip from acks, after the delivery-rate sampling of BBR (Cardwell et
 * al., "BBR: Congestion-Based Congestion Control", ACM Queue 2016;
 * draft-cheng-iccrg-delivery-rate).
 *
 * <p>A sample is what was delivered between the sending of a batch and its ack, over that time. A
 * sample taken when there was little to send tells only a lower bound. The round trip is the least
 * of a sliding window, less what our own bytes under way took, so that our own queue is not taken
 * for distance. Not thread-safe; time comes in from outside.
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
   * An ack, and what is remembered of the newest batch that it covers.
   *
   * @param nowNanos when the ack was received
   * @param sentNanos when the batch was sent
   * @param deliveredAtSend {@link #deliveredBytes()} at that time
   * @param bytes the serialised bytes newly acknowledged
   * @param aheadBytes what was under way when the batch was sent, itself included
   * @param starved whether nothing more was there to send behind the batch
   */
  public record Ack(
      long nowNanos,
      long sentNanos,
      long deliveredAtSend,
      long bytes,
      long aheadBytes,
      boolean starved) {}

  /** Learns from an ack. */
  public void acked(Ack ack) {
    deliveredBytes += ack.bytes();
    double tookNanos = Math.max(1, ack.nowNanos() - ack.sentNanos());
    double rate = (deliveredBytes - ack.deliveredAtSend()) / tookNanos * 1e9;
    if (!ack.starved() || rate > goodput()) {
      rates[rateCount++ % RATE_SAMPLES] = rate;
    }
    // What our own bytes took to be sent is no distance; without this, a queue would look like a
    // long link, and a long link is what allows a longer queue.
    double queueNanos = ack.aheadBytes() / goodput() * 1e9;
    addRoundTrip(ack.nowNanos(), Math.max(tookNanos / 16, tookNanos - queueNanos));
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

  /** Two half windows: the least of the old one is until the new one has a whole period. */
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
