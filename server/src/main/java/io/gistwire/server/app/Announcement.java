package io.gistwire.server.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/** Tells whoever started the server where it listens, once it does: {@code server.json}. */
final class Announcement {
  private static final String FILE = "server.json";
  private static final int CONNECT_MILLIS = 200;
  private static final int POLL_MILLIS = 10;
  private static final long LONGEST_WAIT_MILLIS = 60_000;

  private Announcement() {}

  /** Where one of the two ports listens; a wildcard address is asked on the loopback. */
  record Listener(String host, int port) {
    /** As in an address: IPv6 in brackets. */
    String shown() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    private InetSocketAddress connectable() {
      boolean isWildcard =
          host.equals("0.0.0.0") || host.equals("::") || host.equals("0:0:0:0:0:0:0:0");
      return new InetSocketAddress(isWildcard ? "localhost" : host, port);
    }
  }

  /**
   * Waits until both ports accept connections, then writes the file in one step.
   *
   * @throws IOException also when a port accepts none for a minute
   */
  static void write(Path folder, Listener grpc, Listener http, boolean isTls)
      throws IOException, InterruptedException {
    await(grpc);
    await(http);
    String json =
        "{\"grpc_port\": "
            + grpc.port()
            + ", \"http_port\": "
            + http.port()
            + ", \"tls\": "
            + isTls
            + ", \"pid\": "
            + ProcessHandle.current().pid()
            + "}\n";
    Path partial = folder.resolve(FILE + ".partial");
    Files.writeString(partial, json);
    Files.move(partial, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void await(Listener listener) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT_MILLIS);
    while (!accepts(listener)) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "nothing listens on "
                + listener.host()
                + ":"
                + listener.port()
                + ", see the errors above; another process may have the port");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static boolean accepts(Listener listener) {
    try (Socket socket = new Socket()) {
      socket.connect(listener.connectable(), CONNECT_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
  }
}
