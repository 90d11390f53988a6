package io.gistwire.cli.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries the bytes of one direction of one connection: a thread reads segments, another delivers
 * them when due.
 */
final class LinkPump {
  /**
   * Segments under way on one connection: about a thin link's bandwidth times its round trip, with
   * space for a fast one.
   */
  private static final int WINDOW_SEGMENTS = 64;

  /** A sender is held back once the link's queue is this long, as its congestion window would. */
  private static final long MOST_BACKLOG_NANOS = 4_000_000_000L;

  private record Segment(byte[] bytes, long dueNanos) {}

  private static final Segment END = new Segment(new byte[0], 0);

  private final Socket from;
  private final Socket to;
  private final LinkDirection forward;
  private final LinkDirection reverse;
  private final Darkness darkness;
  private final BlockingQueue<Segment> underWay = new ArrayBlockingQueue<>(WINDOW_SEGMENTS);

  LinkPump(
      Socket from, Socket to, LinkDirection forward, LinkDirection reverse, Darkness darkness) {
    this.from = from;
    this.to = to;
    this.forward = forward;
    this.reverse = reverse;
    this.darkness = darkness;
  }

  void start() {
    ThinLink.daemon("thin-link-read", this::read).start();
    ThinLink.daemon("thin-link-write", this::write).start();
  }

  private void read() {
    byte[] buffer = new byte[ThinLink.SEGMENT_BYTES];
    long lastDueNanos = System.nanoTime();
    try {
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        darkness.awaitLight();
        // TCP delivers in order: a segment behind a lost one waits for it.
        lastDueNanos = Math.max(lastDueNanos, forward.carry(n, reverse));
        underWay.put(new Segment(Arrays.copyOf(buffer, n), lastDueNanos));
        waitForSpace();
      }
      underWay.put(END);
    } catch (IOException broken) {
      breakBoth();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void waitForSpace() {
    for (long wait = forward.backlogNanos() - MOST_BACKLOG_NANOS;
        wait > 0 && !from.isClosed();
        wait = forward.backlogNanos() - MOST_BACKLOG_NANOS) {
      LockSupport.parkNanos(wait);
    }
  }

  private void write() {
    try {
      OutputStream out = to.getOutputStream();
      for (Segment next = underWay.take(); next != END; next = underWay.take()) {
        for (long wait = next.dueNanos() - System.nanoTime();
            wait > 0 && !to.isClosed();
            wait = next.dueNanos() - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        darkness.awaitLight(); // what was under way is lost and sent again when it can be
        out.write(next.bytes());
      }
      to.shutdownOutput();
    } catch (IOException broken) {
      breakBoth();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void breakBoth() {
    ThinLink.closeQuietly(from);
    ThinLink.closeQuietly(to);
    underWay.clear();
    underWay.offer(END);
  }
}
