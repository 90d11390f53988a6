package io.gistwire.client.sqlite;

import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxLockedException;
import io.gistwire.client.outbox.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Holds the lock file as long as the outbox is open; the system frees it when the process dies. */
final class FileLockGuard {
  private final FileChannel channel;

  private FileLockGuard(FileChannel channel) {
    this.channel = channel;
  }

  static FileLockGuard take(Path outbox) throws OutboxException {
    Path file = outbox.resolveSibling(outbox.getFileName() + ".lock");
    FileChannel channel = null;
    try {
      OwnerOnlyFiles.ownFile(file);
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
      if (lock(channel) != null) {
        return new FileLockGuard(channel);
      }
    } catch (IOException e) {
      closeQuietly(channel);
      throw new OutboxException(
          "outbox lock " + file + " cannot be made: " + e.getMessage() + "; is its folder there?",
          e);
    }
    closeQuietly(channel);
    throw new OutboxLockedException(
        "outbox "
            + outbox
            + " is open already, here or in another process; close that one, or give this one a"
            + " file of its own");
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The failure that led here is the one to tell.
    }
  }

  void release() {
    closeQuietly(channel);
  }
}
