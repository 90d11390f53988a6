package io.gistwire.cli.send;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What the operating system tells of changes in folders. Not thread-safe. */
final class FolderEvents implements Closeable {
  /**
   * What changed.
   *
   * @param entries files and folders that appeared or were written
   * @param incomplete whether there was more than the system told of, or a folder disappeared
   */
  record Changes(Set<Path> entries, boolean incomplete) {}

  private final WatchService service;
  private final Map<WatchKey, Path> folders = new HashMap<>();

  FolderEvents() throws IOException {
    service = FileSystems.getDefault().newWatchService();
  }

  /** Tells of a folder's entries from now on; a folder that is registered already stays so. */
  void register(Path folder) throws IOException {
    WatchKey key =
        folder.register(
            service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
    // The system's key is the folder's, whatever its name; the newest name is the right one.
    folders.put(key, folder);
  }

  /** Waits for changes for at most so long; then returns those that are known. */
  Changes await(long nanos) throws InterruptedException {
    Set<Path> entries = new LinkedHashSet<>();
    boolean incomplete = false;
    WatchKey key = service.poll(nanos, TimeUnit.NANOSECONDS);
    while (key != null) {
      Path folder = folders.get(key);
      for (WatchEvent<?> event : key.pollEvents()) {
        if (event.context() instanceof Path name && folder != null) {
          entries.add(folder.resolve(name));
        } else {
          incomplete = true;
        }
      }
      if (!key.reset()) {
        folders.remove(key);
        incomplete = true;
      }
      key = service.poll();
    }
    return new Changes(entries, incomplete);
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
