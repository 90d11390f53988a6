package io.gistwire.bench.search;

import io.gistwire.cli.output.Progress;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.quantizer.Quantizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * Fills a server through streams of the public client: a hundred sources, {@code cam-00} to {@code
 * cam-99}, that take turns, so a filter of n sources takes n in a hundred gists.
 */
final class GistFill {
  static final int SOURCES = 100;

  /** Gists that may wait for their ack; more are not drawn meanwhile. */
  private static final int MOST_OPEN = 12_000;

  private static final int ENCODED_AT_ONCE = 2_000;

  private final CodeFingerprint fingerprint;
  private final Quantizer quantizer;
  private final PhotoLikeVectors vectors;
  private final Semaphore open = new Semaphore(MOST_OPEN);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  GistFill(CodeFingerprint fingerprint, Quantizer quantizer, PhotoLikeVectors vectors) {
    this.fingerprint = fingerprint;
    this.quantizer = quantizer;
    this.vectors = vectors;
  }

  /** The gist of a number, 0 upwards: 16 bytes of embedding. */
  Gist gist(long number) {
    return gist(quantizer.encode(vectors.vector(number)));
  }

  /** A gist with this code alone. */
  Gist gist(byte[] code) {
    return Gist.of(fingerprint, List.of(Layer.of(LayerKind.EMBEDDING, code)));
  }

  static String source(int i) {
    return String.format(Locale.ROOT, "cam-%02d", i);
  }

  /**
   * Sends the gists 0 to {@code count - 1} and waits until all are on the server's disk.
   *
   * @return seconds that it took to draw, encode, send and store them
   */
  double run(GistwireClient client, int count) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    List<GistStream> streams = new ArrayList<>();
    for (int i = 0; i < SOURCES; i++) {
      streams.add(client.open(source(i)));
    }
    try (Progress progress = Progress.start("Filling the server", count)) {
      for (int first = 0; first < count; first += ENCODED_AT_ONCE) {
        List<Gist> gists = encoded(first, Math.min(count, first + ENCODED_AT_ONCE));
        send(gists, first, streams);
        progress.at(first + gists.size());
      }
      streams.forEach(GistStream::flush);
      open.acquire(MOST_OPEN);
      open.release(MOST_OPEN);
    }
    checkFailure();
    double seconds = (System.nanoTime() - begin) / 1e9;
    streams.forEach(GistStream::close);
    return seconds;
  }

  private List<Gist> encoded(int from, int to) {
    return IntStream.range(from, to).parallel().mapToObj(i -> gist((long) i)).toList();
  }

  private void send(List<Gist> gists, int first, List<GistStream> streams)
      throws IOException, InterruptedException {
    for (int i = 0; i < gists.size(); i++) {
      open.acquire();
      GistStream stream = streams.get((first + i) % SOURCES);
      stream.ready().toCompletableFuture().join();
      stream.send(gists.get(i)).delivered().whenComplete((key, failed) -> done(failed));
    }
    checkFailure();
  }

  private void done(Throwable failed) {
    if (failed != null) {
      failure.compareAndSet(null, failed);
    }
    open.release();
  }

  private void checkFailure() throws IOException {
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IOException("a gist was not delivered: " + failed.getMessage(), failed);
    }
  }
}
