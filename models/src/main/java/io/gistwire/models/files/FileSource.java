package io.gistwire.models.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Opens files by their path in a pack; thread-safe. */
interface FileSource extends Closeable {
  String location();

  Optional<InputStream> open(String path) throws IOException;
}
