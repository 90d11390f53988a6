package io.gistwire.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;

/** The folder of measuring data beside the checkout; tests that need it skip where it is not. */
final class PhotoData {
  private PhotoData() {}

  static Path require() {
    for (String place : new String[] {"../shared/data", "../../shared/data"}) {
      if (Files.isDirectory(Path.of(place))) {
        return Path.of(place);
      }
    }
    Assumptions.abort("no data folder ../shared/data beside the checkout");
    throw new IllegalStateException();
  }

  static byte[] photo(String archive, String name) throws IOException {
    try (ZipFile zip = new ZipFile(require().resolve(archive).toFile());
        InputStream in = zip.getInputStream(zip.getEntry(name))) {
      return in.readAllBytes();
    }
  }
}
