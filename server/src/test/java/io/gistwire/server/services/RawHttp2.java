package io.gistwire.server.services;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A connection that uses as much HTTP/2 as it takes to do what no gRPC client does: streams that
 * say nothing, messages that never end.
 */
final class RawHttp2 implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END_HEADERS = 4;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private int nextStream = 1;

  RawHttp2(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
    out.write(frame.array());
    out.flush();
  }

  /** Begins a call; returns the number of its stream. */
  int begin(String method, String secret) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    header(block, ":method", "POST");
    header(block, ":scheme", "http");
    header(block, ":path", "/gistwire.v1." + method);
    header(block, ":authority", "localhost");
    header(block, "content-type", "application/grpc");
    header(block, "te", "trailers");
    header(block, "authorization", "Bearer " + secret);
    int stream = nextStream;
    nextStream += 2;
    frame(HEADERS, END_HEADERS, stream, block.toByteArray());
    return stream;
  }

  /** HPACK: a literal that is never indexed, its name and value without Huffman coding. */
  private static void header(ByteArrayOutputStream block, String name, String value) {
    block.write(0x10);
    string(block, name);
    string(block, value);
  }

  private static void string(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length >= 127) {
      throw new IllegalArgumentException("short texts only");
    }
    block.write(bytes.length);
    block.writeBytes(bytes);
  }

  /** Sends the prefix of a message that announces so many bytes. */
  void announce(int stream, int messageBytes) throws IOException {
    data(stream, ByteBuffer.allocate(5).put((byte) 0).putInt(messageBytes).array());
  }

  void data(int stream, byte[] bytes) throws IOException {
    frame(DATA, 0, stream, bytes);
  }

  void halfClose(int stream) throws IOException {
    frame(DATA, END_STREAM, stream, new byte[0]);
  }

  /** Reads frames until a stream ends, a connection's end or silence for so long. */
  boolean awaitEnd(int stream, int silenceMillis) throws IOException {
    socket.setSoTimeout(silenceMillis);
    try {
      while (true) {
        int lengthAndType = in.readInt();
        int flags = in.readUnsignedByte();
        int of = in.readInt();
        in.readFully(new byte[lengthAndType >>> 8]);
        int type = lengthAndType & 0xff;
        if (type == SETTINGS && (flags & ACK) == 0) {
          frame(SETTINGS, ACK, 0, new byte[0]);
        }
        boolean isReset = type == 3;
        if (of == stream && (isReset || (type <= HEADERS && (flags & END_STREAM) != 0))) {
          return true;
        }
      }
    } catch (SocketTimeoutException silent) {
      return false;
    } catch (EOFException end) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
