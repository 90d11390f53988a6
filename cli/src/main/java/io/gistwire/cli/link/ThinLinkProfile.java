package io.gistwire.cli.link;

import java.util.List;
import java.util.Objects;

/**
 * The figures of an emulated link; the same for both directions.
 *
 * @param bitsPerSecond rate at IP level, at least 300; 0 for no limit
 * @param oneWayDelayMillis propagation delay of one direction, 0 to 60,000
 * @param loss share of packets that are lost, 0 to 0.5
 * @param seed of the random losses
 * @param outages times without any delivery, counted from the relay's start
 */
public record ThinLinkProfile(
    long bitsPerSecond, long oneWayDelayMillis, double loss, long seed, List<Outage> outages) {
  /**
   * One time without delivery.
   *
   * @param fromMillis its start, since the relay's start
   * @param toMillis its end
   */
  public record Outage(long fromMillis, long toMillis) {
    /** Checks the order. */
    public Outage {
      if (fromMillis < 0 || toMillis <= fromMillis) {
        throw new IllegalArgumentException(
            "outage from "
                + fromMillis
                + " to "
                + toMillis
                + " ms; the end must come after the start");
      }
    }
  }

  /** Checks the ranges. */
  public ThinLinkProfile {
    Objects.requireNonNull(outages, "outages");
    outages = List.copyOf(outages);
    if (bitsPerSecond != 0 && bitsPerSecond < 300) {
      throw new IllegalArgumentException(
          "rate of " + bitsPerSecond + " bit/s; at least 300 are needed, or 0 for no limit");
    }
    if (oneWayDelayMillis < 0 || oneWayDelayMillis > 60_000) {
      throw new IllegalArgumentException(
          "delay of " + oneWayDelayMillis + " ms; 0 to 60000 are allowed");
    }
    if (!(loss >= 0 && loss <= 0.5)) {
      throw new IllegalArgumentException("loss of " + loss + "; 0 to 0.5 are allowed");
    }
  }

  /** A link of this rate and round trip without loss or outage. */
  public static ThinLinkProfile of(long bitsPerSecond, long roundTripMillis) {
    return new ThinLinkProfile(bitsPerSecond, roundTripMillis / 2, 0, 1, List.of());
  }
}
