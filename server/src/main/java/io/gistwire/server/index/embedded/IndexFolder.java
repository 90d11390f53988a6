package io.gistwire.server.index.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder of one fingerprint's index: a subfolder for each generation and the file {@code
 * current} that names the one in use. What it does not name is left from a rebuild that was cut,
 * and is removed.
 */
final class IndexFolder {
  private static final String CURRENT = "current";
  private static final String PREFIX = "captions-";

  private final Path path;

  private IndexFolder(Path path) {
    this.path = path;
  }

  static IndexFolder open(Path path) throws IOException {
    Files.createDirectories(path);
    IndexFolder folder = new IndexFolder(path);
    folder.removeAllBut(folder.current());
    folder.removePartialFiles();
    return folder;
  }

  /** The folder itself. */
  Path path() {
    return path;
  }

  /** The generation in use. */
  Path current() throws IOException {
    Path file = path.resolve(CURRENT);
    if (!Files.exists(file)) {
      return path.resolve(PREFIX + 1);
    }
    String name = Files.readString(file, StandardCharsets.UTF_8).trim();
    return path.resolve(name.matches(PREFIX + "[0-9]{1,9}") ? name : PREFIX + 1);
  }

  /** A place for the generation after the one in use. */
  Path next() throws IOException {
    String name = current().getFileName().toString();
    int number = Integer.parseInt(name.substring(PREFIX.length()));
    Path next = path.resolve(PREFIX + (number + 1));
    remove(next);
    return next;
  }

  /** Makes a generation the one in use. */
  void use(Path generation) throws IOException {
    Path temporary = path.resolve(CURRENT + ".new");
    Files.writeString(temporary, generation.getFileName() + "\n", StandardCharsets.UTF_8);
    Files.move(
        temporary,
        path.resolve(CURRENT),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void removePartialFiles() throws IOException {
    try (DirectoryStream<Path> partial = Files.newDirectoryStream(path, "*.partial")) {
      for (Path file : partial) {
        Files.delete(file);
      }
    }
  }

  void removeAllBut(Path kept) throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> folders = entries.filter(Files::isDirectory).collect(Collectors.toList());
      for (Path folder : folders) {
        if (!folder.equals(kept)) {
          remove(folder);
        }
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
        Files.delete(entry);
      }
    }
  }
}
