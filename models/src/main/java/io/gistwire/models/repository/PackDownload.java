package io.gistwire.models.repository;

import io.gistwire.codec.digest.Hex;
import io.gistwire.codec.digest.Sha256;
import io.gistwire.models.manifest.PackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A pack's zip on its way here, in pieces. What has arrived stays on disk, so that a later download
 * of the same sum goes on where this one stopped. For one thread.
 */
public final class PackDownload implements AutoCloseable {
  private static final long MAX_BYTES = 8L << 30;

  private final PackRepository repository;
  private final String sha256;
  private final long sizeBytes;
  private final Path file;
  private final FileChannel channel;

  private PackDownload(
      PackRepository repository, String sha256, long sizeBytes, Path file, FileChannel channel) {
    this.repository = repository;
    this.sha256 = sha256;
    this.sizeBytes = sizeBytes;
    this.file = file;
    this.channel = channel;
  }

  static PackDownload open(PackRepository repository, String sha256, long sizeBytes)
      throws PackException {
    if (!sha256.matches("[0-9a-f]{64}") || sizeBytes < 1 || sizeBytes > MAX_BYTES) {
      throw new PackException(
          "download of "
              + sizeBytes
              + " bytes with SHA-256 \""
              + sha256
              + "\"; 1 to "
              + MAX_BYTES
              + " bytes and 64 hex digits are allowed");
    }
    Path folder = repository.root().resolve("downloads");
    Path file = folder.resolve(sha256 + ".zip");
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      lock(channel, file);
      if (channel.size() > sizeBytes) {
        channel.truncate(0);
      }
      return new PackDownload(repository, sha256, sizeBytes, file, channel);
    } catch (IOException e) {
      throw new PackException("cannot download into " + folder + ": " + e.getMessage(), e);
    }
  }

  private static void lock(FileChannel channel, Path file) throws IOException, PackException {
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it.
    }
    if (lock == null) {
      channel.close();
      throw new PackException("another download writes " + file + "; wait for it");
    }
  }

  /** Bytes that are here: the offset to ask for next. */
  public long receivedBytes() throws PackException {
    try {
      return channel.size();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Adds a piece.
   *
   * @param offsetBytes where it begins: exactly {@link #receivedBytes()}
   */
  public void add(long offsetBytes, ByteBuffer data) throws PackException {
    long received = receivedBytes();
    if (offsetBytes != received || data.remaining() > sizeBytes - received) {
      throw new PackException(
          "a piece of "
              + data.remaining()
              + " bytes were received for offset "
              + offsetBytes
              + "; "
              + received
              + " of "
              + sizeBytes
              + " bytes are here");
    }
    try {
      long position = received;
      while (data.hasRemaining()) {
        position += channel.write(data, position);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Whether all bytes are here. */
  public boolean isComplete() throws PackException {
    return receivedBytes() == sizeBytes;
  }

  /**
   * Checks the sum and imports the pack. When the sum is wrong, what has arrived is thrown away.
   */
  public InstalledPack finish() throws PackException {
    if (!isComplete()) {
      throw new PackException(
          receivedBytes() + " of " + sizeBytes + " bytes are here; the download is not complete");
    }
    try {
      String sum = sum();
      if (!sum.equals(sha256)) {
        channel.truncate(0);
        throw new PackException(
            "the download has SHA-256 " + sum + "; " + sha256 + " was announced. Begin again");
      }
      InstalledPack pack = repository.importPack(file);
      channel.close();
      Files.delete(file);
      return pack;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private String sum() throws IOException {
    MessageDigest digest = Sha256.begin();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return Hex.of(digest.digest());
  }

  private PackException failed(IOException e) {
    return new PackException("download into " + file + " failed: " + e.getMessage(), e);
  }

  /** Lets go of the file; what has arrived stays. */
  @Override
  public void close() throws PackException {
    try {
      channel.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
