package io.gistwire.cli.link;

import java.util.Random;

/**
 * When the packets of one direction arrive: one queue that is served at the link's rate, then the
 * delay. All times are nanoseconds since the link's start. Pure but for its own state; not
 * thread-safe.
 *
 * <p>Loss is what TCP makes of it: the packet and the wait for its retransmission (the larger of a
 * second and one and a half round trips, RFC 6298's floor) delay everything behind it, and its
 * bytes are carried twice.
 */
final class LinkClock {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ThinLinkProfile profile;
  private final Random random;
  private long freeAtNanos;
  private long ipBytes;
  private long lostPackets;

  LinkClock(ThinLinkProfile profile, long seed) {
    this.profile = profile;
    this.random = new Random(seed);
  }

  /** Takes a packet of so many bytes, header included, and returns when it arrives. */
  long send(long nowNanos, int packetBytes) {
    long penaltyNanos = 0;
    long arrival = carry(nowNanos, packetBytes);
    while (random.nextDouble() < profile.loss()) {
      lostPackets++;
      penaltyNanos += retransmissionNanos();
      arrival = carry(nowNanos, packetBytes);
    }
    return arrival + penaltyNanos;
  }

  private long carry(long nowNanos, int packetBytes) {
    ipBytes += packetBytes;
    long start = afterOutages(Math.max(nowNanos, freeAtNanos));
    freeAtNanos = start + serialisationNanos(packetBytes);
    return freeAtNanos + profile.oneWayDelayMillis() * NANOS_PER_MILLI;
  }

  private long serialisationNanos(int packetBytes) {
    return profile.bitsPerSecond() == 0
        ? 0
        : packetBytes * 8L * 1_000_000_000L / profile.bitsPerSecond();
  }

  private long afterOutages(long nanos) {
    long at = nanos;
    for (ThinLinkProfile.Outage outage : profile.outages()) {
      if (at >= outage.fromMillis() * NANOS_PER_MILLI && at < outage.toMillis() * NANOS_PER_MILLI) {
        at = outage.toMillis() * NANOS_PER_MILLI;
      }
    }
    return at;
  }

  private long retransmissionNanos() {
    return Math.max(1_000, 3 * profile.oneWayDelayMillis()) * NANOS_PER_MILLI;
  }

  /** How long a packet that comes now would wait before it is carried. */
  long backlogNanos(long nowNanos) {
    return Math.max(0, freeAtNanos - nowNanos);
  }

  /** Bytes carried so far, headers and retransmissions included. */
  long ipBytes() {
    return ipBytes;
  }

  long lostPackets() {
    return lostPackets;
  }
}
