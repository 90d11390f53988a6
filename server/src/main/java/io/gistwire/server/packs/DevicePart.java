package io.gistwire.server.packs;

import io.gistwire.codec.digest.Sha256;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PackException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/**
 * The device part of a pack as a zip in a temporary file, so that it can be read from any offset.
 * Written when it is first asked for. Thread-safe.
 */
final class DevicePart implements AutoCloseable {
  private final Path file;
  private final long sizeBytes;
  private final byte[] sha256;

  private DevicePart(Path file, long sizeBytes, byte[] sha256) {
    this.file = file;
    this.sizeBytes = sizeBytes;
    this.sha256 = sha256;
  }

  static DevicePart write(ModelPack model) throws IOException, PackException {
    Path file = Files.createTempFile("gistwire-device-", ".zip");
    file.toFile().deleteOnExit();
    MessageDigest sha = Sha256.begin();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), sha)) {
      model.writeDevicePart(out);
    }
    return new DevicePart(file, Files.size(file), sha.digest());
  }

  long sizeBytes() {
    return sizeBytes;
  }

  byte[] sha256() {
    return sha256.clone();
  }

  /** The bytes from an offset on, at most {@code maxBytes}; fewer at the end. */
  byte[] read(long offset, int maxBytes) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(maxBytes, sizeBytes - offset));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        int count = channel.read(bytes, offset + bytes.position());
        if (count < 0) {
          throw new IOException(file + " has become shorter");
        }
      }
    }
    return bytes.array();
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
