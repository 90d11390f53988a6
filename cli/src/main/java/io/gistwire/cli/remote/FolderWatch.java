package io.gistwire.cli.remote;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/** Tells of photos that appear in a folder, once they are complete. Not thread-safe. */
final class FolderWatch {
  private static final long SETTLE_MILLIS = 200;

  private final Path folder;

  FolderWatch(Path folder) {
    this.folder = folder;
  }

  /** Something to do with a file. */
  interface Consumer {
    void accept(Path file) throws IOException;
  }

  /** Calls for every new photo until the thread is interrupted. */
  void each(Consumer consumer) throws IOException {
    try (WatchService service = FileSystems.getDefault().newWatchService()) {
      folder.register(service, StandardWatchEventKinds.ENTRY_CREATE);
      while (!Thread.currentThread().isInterrupted()) {
        WatchKey key = service.take();
        for (WatchEvent<?> event : key.pollEvents()) {
          if (event.context() instanceof Path name
              && name.toString().matches("(?i).+\\.(jpe?g|png|webp)")) {
            Path file = folder.resolve(name);
            settle(file);
            consumer.accept(file);
          }
        }
        key.reset();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the file has stopped growing: a camera writes it in pieces. */
  private static void settle(Path file) throws IOException, InterruptedException {
    long before = -1;
    for (long size = Files.size(file); size != before || size == 0; size = Files.size(file)) {
      before = size;
      Thread.sleep(SETTLE_MILLIS);
    }
  }
}
