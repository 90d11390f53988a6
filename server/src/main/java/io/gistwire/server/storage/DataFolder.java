package io.gistwire.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder that holds all a server keeps, locked for this process while it is open. Thread-safe.
 */
public final class DataFolder implements AutoCloseable {
  private static final int MAX_NOTE_BYTES = 200;

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private DataFolder(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Makes the folder where it is missing, locks it, and lets only its owner read it and all in it.
   *
   * @throws IOException when another process holds the lock (the message states which), or the
   *     folder cannot be made or written
   */
  public static DataFolder open(Path path) throws IOException {
    Path folder = path.toAbsolutePath().normalize();
    OwnerOnly.createFolder(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw new IOException(
            "data folder "
                + folder
                + " is in use by process "
                + readNote(channel)
                + "; stop that server, use its AdminService, or choose another folder");
      }
      writeNote(channel);
      OwnerOnly.restrictAll(folder);
      return new DataFolder(folder, channel, lock);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      // One byte far behind the note, so that the note stays readable where locks are mandatory.
      return channel.tryLock(Long.MAX_VALUE - 1, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String readNote(FileChannel channel) throws IOException {
    ByteBuffer note = ByteBuffer.allocate(MAX_NOTE_BYTES);
    channel.read(note, 0);
    String text = new String(note.array(), 0, note.position(), StandardCharsets.UTF_8).trim();
    return text.isEmpty() ? "(unknown)" : text;
  }

  private static void writeNote(FileChannel channel) throws IOException {
    String note = Long.toString(ProcessHandle.current().pid()) + "\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8)), 0);
  }

  /** The folder, absolute. */
  public Path path() {
    return path;
  }

  /** The file or folder of this name in it; nothing is made. */
  public Path resolve(String name) {
    return path.resolve(name);
  }

  /** Bytes of the files directly in it: ledger, watches, tokens and their write-ahead logs. */
  public long sizeBytes() throws IOException {
    long bytes = 0;
    try (var entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        bytes += Files.isRegularFile(entry) ? Files.size(entry) : 0;
      }
    }
    return bytes;
  }

  /** The folder that backups of the ledger go to; made where it is missing. */
  public Path backups() throws IOException {
    Path backups = path.resolve("backups");
    OwnerOnly.createFolder(backups);
    return backups;
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
