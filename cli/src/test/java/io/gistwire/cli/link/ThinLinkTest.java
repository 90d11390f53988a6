package io.gistwire.cli.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ThinLinkTest {
  @Test
  void every_byte_arrives_once_and_in_order_both_ways_despite_loss() throws Exception {
    byte[] sent = new byte[50_000];
    new Random(1).nextBytes(sent);
    ThinLinkProfile profile = new ThinLinkProfile(8_000_000, 0, 0.001, 3, java.util.List.of());
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ThinLink link = ThinLink.open(server.getLocalPort(), profile);
        Socket client = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
      CompletableFuture<byte[]> echoed = CompletableFuture.supplyAsync(() -> echo(server));
      CompletableFuture.runAsync(() -> write(client, sent));
      assertArrayEquals(sent, client.getInputStream().readAllBytes());
      assertArrayEquals(sent, echoed.get());
      LinkCounters counters = link.counters();
      assertEquals(sent.length, counters.upPayloadBytes());
      assertEquals(sent.length, counters.downPayloadBytes());
      assertEquals(1, counters.connections());
    }
  }

  @Test
  void a_cut_ends_the_connection_and_the_next_one_is_made() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        ThinLink link = ThinLink.open(server.getLocalPort(), ThinLinkProfile.of(0, 0))) {
      Socket first = new Socket(InetAddress.getLoopbackAddress(), link.port());
      server.accept();
      link.cut();
      assertEquals(-1, readOrEnd(first));
      try (Socket second = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
        second.getOutputStream().write(42);
        assertEquals(42, server.accept().getInputStream().read());
      }
    }
  }

  @Test
  void nothing_arrives_in_darkness_and_all_of_it_afterwards() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ThinLink link = ThinLink.open(server.getLocalPort(), ThinLinkProfile.of(0, 0));
        Socket client = new Socket(InetAddress.getLoopbackAddress(), link.port());
        Socket accepted = server.accept()) {
      link.dark(true);
      client.getOutputStream().write(new byte[] {4, 2});
      accepted.setSoTimeout(200);
      assertThrows(SocketTimeoutException.class, () -> accepted.getInputStream().read());
      link.dark(false);
      accepted.setSoTimeout(0);
      assertEquals(4, accepted.getInputStream().read());
      assertEquals(2, accepted.getInputStream().read());
    }
  }

  private static int readOrEnd(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (IOException reset) {
      return -1;
    }
  }

  private static byte[] echo(ServerSocket server) {
    try (Socket accepted = server.accept()) {
      byte[] received = accepted.getInputStream().readAllBytes();
      accepted.getOutputStream().write(received);
      return received;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void write(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
