package io.gistwire.cli.link;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A relay on the loopback address that behaves like a thin link. It works on TCP connections, so
 * IP's part (40 bytes of headers and 12 of TCP timestamps a packet, an acknowledgement for every
 * second packet, retransmissions) is computed, not observed; {@code bench link} states when it ran
 * on a real packet emulator instead. Thread-safe.
 */
public final class ThinLink implements Closeable {
  /** Most payload of a packet: a 1,200-byte MTU less headers. */
  static final int SEGMENT_BYTES = 1_148;

  static final int HEADER_BYTES = 52;
  private static final int SOCKET_BUFFER_BYTES = 8 * 1024;

  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final LinkDirection up;
  private final LinkDirection down;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile int connections;
  private final Darkness darkness = new Darkness();

  private ThinLink(ServerSocket listener, InetSocketAddress target, ThinLinkProfile profile) {
    long startNanos = System.nanoTime();
    this.listener = listener;
    this.target = target;
    this.up = new LinkDirection(new LinkClock(profile, profile.seed()), startNanos);
    this.down = new LinkDirection(new LinkClock(profile, profile.seed() + 1), startNanos);
  }

  /**
   * Opens a relay to a port of the loopback address.
   *
   * @throws IOException when no local port can be had
   */
  public static ThinLink open(int targetPort, ThinLinkProfile profile) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    ServerSocket listener = new ServerSocket();
    listener.setReceiveBufferSize(SOCKET_BUFFER_BYTES);
    listener.bind(new InetSocketAddress(loopback, 0));
    ThinLink link = new ThinLink(listener, new InetSocketAddress(loopback, targetPort), profile);
    daemon("thin-link-accept", link::acceptAll).start();
    return link;
  }

  /** The local port to connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  /** What was carried so far. */
  public LinkCounters counters() {
    return new LinkCounters(
        up.payloadBytes(),
        down.payloadBytes(),
        up.ipBytes(),
        down.ipBytes(),
        up.lostPackets() + down.lostPackets(),
        connections);
  }

  /**
   * Breaks every connection, as a link that drops its bearer does; new ones can be made at once.
   */
  public void cut() {
    for (Socket socket : sockets) {
      closeQuietly(socket);
    }
    sockets.clear();
  }

  /** Nothing is carried while it is dark; connections stay, as they do on a link that fades. */
  public void dark(boolean isDark) {
    darkness.set(isDark);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        relay(listener.accept());
      } catch (IOException refused) {
        // The target is not there (yet), or the link was cut meanwhile: the client sees its
        // connection closed and tries again. A closed listener ends the loop.
      }
    }
  }

  private void relay(Socket client) throws IOException {
    Socket server = new Socket();
    sockets.add(client);
    sockets.add(server);
    try {
      server.connect(target, 10_000);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException broken) {
      closeQuietly(client);
      closeQuietly(server);
      sockets.remove(client);
      sockets.remove(server);
      throw broken;
    }
    connections++;
    new LinkPump(client, server, up, down, darkness).start();
    new LinkPump(server, client, down, up, darkness).start();
  }

  static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyClosed) {
      // Nothing is left to do for it.
    }
  }
}
