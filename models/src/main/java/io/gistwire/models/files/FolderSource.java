package io.gistwire.models.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder on disk; symbolic links may not lead out of it. */
final class FolderSource implements FileSource {
  private final Path root;

  FolderSource(Path root) {
    this.root = root;
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public Optional<InputStream> open(String path) throws IOException {
    Path file = root.resolve(path);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (!file.toRealPath().startsWith(root.toRealPath())) {
      throw new IOException("leads out of the pack's folder");
    }
    return Optional.of(Files.newInputStream(file));
  }

  @Override
  public void close() {
    // Holds nothing open.
  }
}
