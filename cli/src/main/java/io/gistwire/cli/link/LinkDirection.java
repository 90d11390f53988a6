package io.gistwire.cli.link;

/** One direction of the link, shared by all connections. Thread-safe. */
final class LinkDirection {
  private final LinkClock clock;
  private final long startNanos;
  private long payloadBytes;
  private int packetsSinceAck;

  LinkDirection(LinkClock clock, long startNanos) {
    this.clock = clock;
    this.startNanos = startNanos;
  }

  /**
   * Puts a segment on the link and the acknowledgement that it causes on the other direction.
   *
   * @return when it arrives, in {@link System#nanoTime()}
   */
  long carry(int segmentBytes, LinkDirection reverse) {
    long arrival;
    boolean acknowledged;
    synchronized (this) {
      payloadBytes += segmentBytes;
      arrival = startNanos + clock.send(now(), segmentBytes + ThinLink.HEADER_BYTES);
      packetsSinceAck++;
      // TCP acknowledges every second full segment, and a short one after a delay.
      acknowledged = packetsSinceAck >= 2 || segmentBytes < ThinLink.SEGMENT_BYTES;
      if (acknowledged) {
        packetsSinceAck = 0;
      }
    }
    if (acknowledged) {
      reverse.acknowledge();
    }
    return arrival;
  }

  private synchronized void acknowledge() {
    clock.send(now(), ThinLink.HEADER_BYTES);
  }

  synchronized long backlogNanos() {
    return clock.backlogNanos(now());
  }

  synchronized long payloadBytes() {
    return payloadBytes;
  }

  synchronized long ipBytes() {
    return clock.ipBytes();
  }

  synchronized long lostPackets() {
    return clock.lostPackets();
  }

  private long now() {
    return System.nanoTime() - startNanos;
  }
}
