package io.gistwire.models.files;

import java.io.InputStream;
import java.util.Optional;

/** A folder on the class path. */
final class ClassPathSource implements FileSource {
  private final ClassLoader loader;
  private final String root;

  ClassPathSource(ClassLoader loader, String root) {
    this.loader = loader;
    this.root = root;
  }

  @Override
  public String location() {
    return "classpath:" + root;
  }

  @Override
  public Optional<InputStream> open(String path) {
    return Optional.ofNullable(loader.getResourceAsStream(root + path));
  }

  @Override
  public void close() {
    // Holds nothing open.
  }
}
