package io.gistwire.cli.send;

import io.gistwire.client.outbox.PhotoDigest;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The photos of this run. The same content under another name is another photo, unless it is the
 * same file: then it was renamed, or is a link. Thread-safe.
 */
final class SentPhotos {
  private record Named(PhotoDigest digest, Object name) {}

  private final Set<PhotoDigest> digests = new HashSet<>();
  private final Set<Named> files = new HashSet<>();

  /** Whether a photo with this content was added in this run. */
  synchronized boolean hasContent(PhotoDigest digest) {
    return digests.contains(digest);
  }

  /** Whether this very file was added with this content. */
  synchronized boolean has(PhotoDigest digest, Path file, Object key) {
    return files.contains(new Named(digest, file.toAbsolutePath()))
        || key != null && files.contains(new Named(digest, key));
  }

  synchronized void add(PhotoDigest digest, Path file, Object key) {
    digests.add(digest);
    files.add(new Named(digest, file.toAbsolutePath()));
    if (key != null) {
      files.add(new Named(digest, key));
    }
  }

  /** It could not be kept: it is to be sent again. */
  synchronized void remove(PhotoDigest digest, Path file, Object key) {
    files.remove(new Named(digest, file.toAbsolutePath()));
    files.remove(new Named(digest, key));
  }
}
