package io.gistwire.server.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports are looked for where they listen. */
class AnnouncementTest {
  private static final String OTHER_LOOPBACK = "127.0.0.2";

  @TempDir Path folder;

  @Test
  @DisplayName("gRPC and HTTP on different addresses are both found, each on its own")
  void differentHosts() throws Exception {
    assumeTrue(isBindable(OTHER_LOOPBACK), "this system has one loopback address only");
    try (ServerSocket grpc = listen("127.0.0.1");
        ServerSocket http = listen(OTHER_LOOPBACK)) {
      CompletableFuture<Void> written =
          writing(
              new Announcement.Listener("127.0.0.1", grpc.getLocalPort()),
              new Announcement.Listener(OTHER_LOOPBACK, http.getLocalPort()));
      written.get(20, TimeUnit.SECONDS);
      String said = Files.readString(folder.resolve("server.json"));
      assertTrue(said.contains("\"grpc_port\": " + grpc.getLocalPort()), said);
      assertTrue(said.contains("\"http_port\": " + http.getLocalPort()), said);
    }
  }

  @Test
  @DisplayName("a wildcard address is asked on the loopback")
  void wildcard() throws Exception {
    try (ServerSocket grpc = listen("0.0.0.0");
        ServerSocket http = listen("0.0.0.0")) {
      writing(
              new Announcement.Listener("0.0.0.0", grpc.getLocalPort()),
              new Announcement.Listener("::", http.getLocalPort()))
          .get(20, TimeUnit.SECONDS);
      assertTrue(Files.exists(folder.resolve("server.json")));
    }
  }

  @Test
  @DisplayName("nothing is said before both listen")
  void waitsForBoth() throws Exception {
    try (ServerSocket grpc = listen("127.0.0.1");
        ServerSocket http = listen("127.0.0.1")) {
      int httpPort = http.getLocalPort();
      http.close();
      CompletableFuture<Void> written =
          writing(
              new Announcement.Listener("127.0.0.1", grpc.getLocalPort()),
              new Announcement.Listener("127.0.0.1", httpPort));
      grpc.accept().close(); // it has looked at the first port
      assertFalse(Files.exists(folder.resolve("server.json")));
      try (ServerSocket late = new ServerSocket()) {
        late.setReuseAddress(true);
        late.bind(new InetSocketAddress("127.0.0.1", httpPort));
        written.get(20, TimeUnit.SECONDS);
      }
      assertTrue(Files.exists(folder.resolve("server.json")));
    }
  }

  private CompletableFuture<Void> writing(Announcement.Listener grpc, Announcement.Listener http) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            Announcement.write(folder, grpc, http, false);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static ServerSocket listen(String host) throws IOException {
    return new ServerSocket(0, 50, InetAddress.getByName(host));
  }

  private static boolean isBindable(String host) {
    try (ServerSocket probe = listen(host)) {
      return probe.isBound();
    } catch (IOException refused) {
      return false;
    }
  }
}
