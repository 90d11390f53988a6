package io.gistwire.bench.stream;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * A thin link between two namespaces that carries whole IP packets: rate, delay, seeded loss, a
 * queue that drops its tail, and darkness. Counts every byte that enters the link. Thread-safe.
 */
final class PacketLink implements LinkPath {
  /** What is emulated, the same in both directions. */
  record Settings(double bitsPerSecond, int oneWayMillis, double loss, int queueBytes, long seed) {}

  private static final int MAX_PACKET_BYTES = 2_048;

  private record Packet(byte[] bytes, long dueNanos) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  /** One direction. */
  private final class Direction {
    private final Tun from;
    private final Tun to;
    private final Random random;
    private final DelayQueue<Packet> underWay = new DelayQueue<>();
    private long freeNanos = System.nanoTime();
    private long bytes;
    private long dropped;

    Direction(Tun from, Tun to, long seed) {
      this.from = from;
      this.to = to;
      this.random = new Random(seed);
    }

    void read() {
      byte[] buffer = new byte[MAX_PACKET_BYTES];
      while (!closed) {
        int size = from.read(buffer);
        byte[] packet = new byte[size];
        System.arraycopy(buffer, 0, packet, 0, size);
        enter(packet);
      }
    }

    private synchronized void enter(byte[] packet) {
      long now = System.nanoTime();
      double queued = Math.max(0, freeNanos - now) / 1e9 * settings.bitsPerSecond() / 8;
      boolean lost = random.nextDouble() < settings.loss();
      if (dark || lost || queued + packet.length > settings.queueBytes()) {
        dropped++;
        return;
      }
      bytes += packet.length;
      long takesNanos = (long) (packet.length * 8 / settings.bitsPerSecond() * 1e9);
      freeNanos = Math.max(freeNanos, now) + takesNanos;
      underWay.add(
          new Packet(packet, freeNanos + TimeUnit.MILLISECONDS.toNanos(settings.oneWayMillis())));
    }

    void deliver() {
      try {
        while (!closed) {
          Packet packet = underWay.take();
          writeQuietly(packet.bytes());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void writeQuietly(byte[] packet) {
      try {
        to.write(packet);
      } catch (LastErrorException e) {
        // The device refuses while its namespace goes away.
      }
    }
  }

  private final Settings settings;
  private final Tun left;
  private final Tun right;
  private final Direction up;
  private final Direction down;
  private volatile boolean dark;
  private volatile boolean closed;

  private PacketLink(Settings settings, Tun left, Tun right) {
    this.settings = settings;
    this.left = left;
    this.right = right;
    this.up = new Direction(left, right, settings.seed());
    this.down = new Direction(right, left, settings.seed() + 1);
  }

  /** Makes both namespaces and starts carrying. */
  static PacketLink open(Settings settings, String leftAddress, String rightAddress)
      throws IOException, InterruptedException {
    String name = "gw" + ProcessHandle.current().pid();
    Tun left = Tun.open(name + "a", leftAddress);
    Tun right = Tun.open(name + "b", rightAddress);
    PacketLink link = new PacketLink(settings, left, right);
    link.start("link-up", link.up);
    link.start("link-down", link.down);
    return link;
  }

  private void start(String name, Direction direction) {
    daemon(name + "-read", direction::read);
    daemon(name + "-deliver", direction::deliver);
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((t, e) -> {}); // a device that was closed ends its reader
    thread.start();
  }

  Tun left() {
    return left;
  }

  Tun right() {
    return right;
  }

  @Override
  public void dark(boolean isDark) {
    dark = isDark;
  }

  @Override
  public Counts counts() {
    synchronized (up) {
      synchronized (down) {
        return new Counts(up.bytes, down.bytes, up.dropped + down.dropped);
      }
    }
  }

  @Override
  public String inWords() {
    return "Link: whole IP packets through TUN devices between two network namespaces; every byte at IP level is"
        + " observed.";
  }

  @Override
  public void close() throws IOException {
    closed = true;
    left.close();
    right.close();
  }
}
