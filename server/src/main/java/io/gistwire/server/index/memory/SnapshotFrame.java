package io.gistwire.server.index.memory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * A part of a snapshot: kind, length and CRC-32C of kind and content, 4 bytes each, then the
 * content.
 */
final class SnapshotFrame {
  /** More than the largest frame that is written: 4,096 rows of at most 1,600 bytes. */
  private static final int MAX_BYTES = 8 << 20;

  private final int kind;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final byte[] content;

  /** A frame to be written. */
  SnapshotFrame(int kind) {
    this(kind, new byte[0]);
  }

  private SnapshotFrame(int kind, byte[] content) {
    this.kind = kind;
    this.content = content;
  }

  int kind() {
    return kind;
  }

  /** Where its content is written. */
  DataOutputStream out() {
    return out;
  }

  /** The content of a frame that was read; {@code available} tells what is left of it. */
  DataInputStream in() {
    return new DataInputStream(new ByteArrayInputStream(content));
  }

  void write(DataOutputStream to) throws IOException {
    byte[] written = bytes.toByteArray();
    to.writeInt(kind);
    to.writeInt(written.length);
    to.writeInt(crc(kind, written));
    to.write(written);
  }

  static SnapshotFrame read(DataInputStream from) throws IOException {
    int kind = from.readInt();
    int length = from.readInt();
    int crc = from.readInt();
    if (length < 0 || length > MAX_BYTES) {
      throw new IOException("a part has " + length + " bytes; at most " + MAX_BYTES);
    }
    byte[] content = from.readNBytes(length);
    if (content.length < length || crc(kind, content) != crc) {
      throw new IOException("a part does not match its checksum");
    }
    return new SnapshotFrame(kind, content);
  }

  private static int crc(int kind, byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(kind);
    crc.update(content);
    return (int) crc.getValue();
  }
}
