package io.gistwire.models.files;

import io.gistwire.models.manifest.PackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A zip read in place: entries are looked up by name and never unpacked to a path they choose. */
final class ZipSource implements FileSource {
  private static final int MAX_ENTRIES = 1000;

  private final Path path;
  private final ZipFile zip;

  private ZipSource(Path path, ZipFile zip) {
    this.path = path;
    this.zip = zip;
  }

  static ZipSource open(Path path) throws PackException {
    ZipFile zip;
    try {
      zip = new ZipFile(path.toFile());
    } catch (IOException e) {
      throw new PackException(path + " is no zip file: " + e.getMessage(), e);
    }
    try {
      checkEntries(path, zip);
      return new ZipSource(path, zip);
    } catch (PackException e) {
      try {
        zip.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static void checkEntries(Path path, ZipFile zip) throws PackException {
    if (zip.size() > MAX_ENTRIES) {
      throw new PackException(
          path + " has " + zip.size() + " entries; at most " + MAX_ENTRIES + " are allowed");
    }
    Set<String> names = new HashSet<>();
    for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(e -> (ZipEntry) e)::iterator) {
      if (!names.add(entry.getName())) {
        throw new PackException(path + " has two entries named " + entry.getName());
      }
    }
  }

  @Override
  public String location() {
    return path.toString();
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    return entry == null || entry.isDirectory()
        ? Optional.empty()
        : Optional.of(zip.getInputStream(entry));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
