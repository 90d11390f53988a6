package io.gistwire.server.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * Raw HTTP/2 to the gRPC port, and raw HTTP/1 to both: frames of every type with random flags,
 * streams, lengths and bodies, cut off anywhere. Only that the server lives on is checked; it may
 * close such connections.
 */
final class FrameFuzzer implements Runnable {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 5;

  private final int grpcPort;
  private final int httpPort;
  private final RandomGenerator random;
  private final Tally tally;
  private final Bound bound;

  FrameFuzzer(int grpcPort, int httpPort, RandomGenerator random, Tally tally, Bound bound) {
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
    this.random = random;
    this.tally = tally;
    this.bound = bound;
  }

  @Override
  public void run() {
    while (bound.goesOn()) {
      try {
        connection();
      } catch (IOException closedByServer) {
        tally.sent(0);
      }
    }
  }

  private void connection() throws IOException {
    boolean grpc = random.nextInt(5) > 0;
    try (Socket socket = new Socket()) {
      InetAddress here = InetAddress.getLoopbackAddress();
      socket.connect(new InetSocketAddress(here, grpc ? grpcPort : httpPort), CONNECT_MILLIS);
      socket.setSoTimeout(READ_MILLIS);
      OutputStream out = socket.getOutputStream();
      if (!grpc) {
        out.write(http());
        tally.sent(1);
      } else {
        frames(out);
      }
      out.flush();
      byte[] answer = new byte[4096];
      while (socket.getInputStream().read(answer) >= 0) {
        // what the server reports is not looked at
      }
    }
  }

  private void frames(OutputStream out) throws IOException {
    if (random.nextInt(20) > 0) {
      out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
      out.write(frame(4, 0, 0, new byte[0]));
    }
    int count = random.nextInt(1, 40);
    for (int i = 0; i < count; i++) {
      byte[] frame = random.nextInt(3) == 0 ? headers(2 * i + 1) : any(2 * i + 1);
      int length = random.nextInt(30) == 0 ? random.nextInt(frame.length) : frame.length;
      out.write(frame, 0, length);
      tally.sent(1);
    }
  }

  private byte[] any(int stream) throws IOException {
    int[] sizes = {0, 1, 4, 5, 6, 8, 9, 30, 300, 17_000};
    byte[] body = new byte[sizes[random.nextInt(sizes.length)]];
    random.nextBytes(body);
    int[] streams = {0, 1, stream, stream, -1, 2};
    return frame(random.nextInt(12), random.nextInt(256), streams[random.nextInt(6)], body);
  }

  /** Headers of a call, as literals without Huffman coding; then some of its bytes changed. */
  private byte[] headers(int stream) throws IOException {
    String[] paths = {
      "/gistwire.v1.GistService/ListGists",
      "/gistwire.v1.SessionService/Exchange",
      "/grpc.health.v1.Health/Check",
      "/no.Such/Method",
      ""
    };
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    literal(block, ":method", random.nextInt(8) == 0 ? "BREW" : "POST");
    literal(block, ":scheme", "http");
    literal(block, ":path", paths[random.nextInt(paths.length)]);
    literal(block, ":authority", "localhost");
    literal(block, "content-type", random.nextInt(8) == 0 ? "text/x" : "application/grpc");
    literal(block, "te", "trailers");
    literal(block, "grpc-timeout", random.nextInt(4) == 0 ? "xyz" : "1S");
    literal(block, "grpc-encoding", random.nextInt(4) == 0 ? "lzma" : "identity");
    byte[] bytes = block.toByteArray();
    if (random.nextInt(3) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return frame(1, 4 | random.nextInt(2), stream, bytes);
  }

  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    block.write(name.length());
    block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] frame(int type, int flags, int stream, byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(body.length >> 16);
    out.writeShort(body.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(body);
    return bytes.toByteArray();
  }

  private byte[] http() {
    String[] targets = {
      "/", "/q/health", "/q/metrics", "/gistwire.v1.GistService/ListGists", "/%2e%2e/x", "*"
    };
    String head =
        (random.nextBoolean() ? "GET " : "POST ")
            + targets[random.nextInt(targets.length)]
            + " HTTP/1."
            + random.nextInt(3)
            + "\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
            + (random.nextInt(4) == 0 ? "x" : "4")
            + "\r\n\r\n{\"a\"";
    byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
    if (random.nextInt(3) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
