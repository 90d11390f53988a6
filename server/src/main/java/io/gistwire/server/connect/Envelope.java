package io.gistwire.server.connect;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One enveloped message of a stream: a byte of flags, the length as four bytes in network order,
 * the message (connectrpc.com/docs/protocol, "Streaming-Request").
 */
record Envelope(int flags, byte[] data) {
  static final int COMPRESSED = 1;
  static final int END_STREAM = 2;

  private static final int HEAD_BYTES = 5;

  boolean isCompressed() {
    return (flags & COMPRESSED) != 0;
  }

  Buffer toBuffer() {
    return Buffer.buffer(HEAD_BYTES + data.length)
        .appendByte((byte) flags)
        .appendInt(data.length)
        .appendBytes(data);
  }

  /**
   * Splits a whole body.
   *
   * @throws ConnectException INVALID_ARGUMENT when it ends within an envelope, RESOURCE_EXHAUSTED
   *     when one names a length above the limit
   */
  static List<Envelope> split(byte[] body, int maxBytes) throws ConnectException {
    List<Envelope> envelopes = new ArrayList<>();
    Buffer buffer = Buffer.buffer(body);
    int at = 0;
    while (at < body.length) {
      if (body.length - at < HEAD_BYTES) {
        throw cutOff(body.length - at, HEAD_BYTES);
      }
      int flags = buffer.getUnsignedByte(at);
      long length = buffer.getUnsignedInt(at + 1);
      if (length > maxBytes) {
        throw Compression.tooLarge(length + " bytes", maxBytes);
      }
      at += HEAD_BYTES;
      if (body.length - at < length) {
        throw cutOff(body.length - at, length);
      }
      envelopes.add(new Envelope(flags, buffer.getBytes(at, at + (int) length)));
      at += (int) length;
    }
    return envelopes;
  }

  private static ConnectException cutOff(long seen, long expected) {
    return new ConnectException(
        ConnectCode.INVALID_ARGUMENT,
        "the body ends within an envelope: " + seen + " of " + expected + " bytes");
  }
}
