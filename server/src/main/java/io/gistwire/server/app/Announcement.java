package io.gistwire.server.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Tells whoever started the server where it listens, once it does: {@code server.json}. */
final class Announcement {
  private static final String FILE = "server.json";
  private static final int CONNECT_MILLIS = 200;
  private static final int POLL_MILLIS = 10;

  private Announcement() {}

  /** Waits until both ports accept connections, then writes the file in one step. */
  static void write(Path folder, String host, int grpcPort, int httpPort, boolean isTls)
      throws IOException, InterruptedException {
    while (!accepts(host, grpcPort) || !accepts(host, httpPort)) {
      Thread.sleep(POLL_MILLIS);
    }
    String json =
        "{\"grpc_port\": "
            + grpcPort
            + ", \"http_port\": "
            + httpPort
            + ", \"tls\": "
            + isTls
            + ", \"pid\": "
            + ProcessHandle.current().pid()
            + "}\n";
    Path partial = folder.resolve(FILE + ".partial");
    Files.writeString(partial, json);
    Files.move(partial, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean accepts(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(connectable(host), port), CONNECT_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String connectable(String host) {
    return host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
  }

  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
  }
}
