package io.gistwire.client.stream;

import io.gistwire.client.outbox.PhotoDigest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The photos that were accepted and are not stored yet. Thread-safe. */
final class WaitingPhotos {
  private final Map<PhotoDigest, Integer> counts = new HashMap<>();

  synchronized void add(PhotoDigest photo) {
    counts.merge(photo, 1, Integer::sum);
  }

  synchronized void remove(@Nullable PhotoDigest photo) {
    if (photo != null) {
      counts.computeIfPresent(photo, (p, count) -> count == 1 ? null : count - 1);
    }
  }

  synchronized boolean contains(PhotoDigest photo) {
    return counts.containsKey(photo);
  }
}
