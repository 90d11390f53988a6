package io.gistwire.client.stream;

import io.gistwire.client.StreamStoppedException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Who waits until a sequence is delivered. Used on the driver's loop only. */
final class Flushes {
  private final TreeMap<Long, List<CompletableFuture<Void>>> waiting = new TreeMap<>();

  void add(long through, CompletableFuture<Void> done) {
    waiting.computeIfAbsent(through, t -> new ArrayList<>()).add(done);
  }

  void delivered(long through) {
    while (!waiting.isEmpty() && waiting.firstKey() <= through) {
      waiting.pollFirstEntry().getValue().forEach(done -> done.complete(null));
    }
  }

  void fail(StreamStoppedException why) {
    waiting.values().forEach(list -> list.forEach(done -> done.completeExceptionally(why)));
    waiting.clear();
  }
}
