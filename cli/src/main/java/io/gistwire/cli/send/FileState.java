package io.gistwire.cli.send;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What changes when a file's content changes. Immutable.
 *
 * @param bytes its size
 * @param modified when it was last written
 * @param key identifies the file under whatever name; null where the system has none
 */
record FileState(long bytes, FileTime modified, Object key) {
  static FileState of(BasicFileAttributes attributes) {
    return new FileState(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
  }
}
