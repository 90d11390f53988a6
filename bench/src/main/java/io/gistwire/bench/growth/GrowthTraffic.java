package io.gistwire.bench.growth;

import io.gistwire.cli.output.Progress;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Sends gists over a hundred sources, or one by one while something else runs. */
final class GrowthTraffic {
  static final int SOURCES = 100;

  private static final int MOST_OPEN = 8_000;
  private static final int PROBE_MILLIS = 20;

  private final GistwireClient client;
  private final GrowthGists gists;

  GrowthTraffic(GistwireClient client, GrowthGists gists) {
    this.client = client;
    this.gists = gists;
  }

  /** Sends so many gists and waits until all are on the server's disk; returns the seconds. */
  double fill(int count) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    List<GistStream> streams = new ArrayList<>();
    for (int i = 0; i < SOURCES; i++) {
      streams.add(client.open(String.format(Locale.ROOT, "cam-%02d", i)));
    }
    Semaphore open = new Semaphore(MOST_OPEN);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (Progress progress = Progress.start("Filling the server", count)) {
      for (int i = 0; i < count && failure.get() == null; i++) {
        open.acquire();
        streams
            .get(i % SOURCES)
            .send(gists.next())
            .delivered()
            .whenComplete(
                (key, failed) -> {
                  if (failed != null) {
                    failure.compareAndSet(null, failed);
                  }
                  open.release();
                });
        if (i % 1_000 == 0) {
          progress.at(i);
        }
      }
      streams.forEach(GistStream::flush);
      open.acquire(MOST_OPEN);
    }
    if (failure.get() != null) {
      throw new IOException("a gist was not delivered: " + failure.get(), failure.get());
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    streams.forEach(GistStream::close);
    return seconds;
  }

  /** Fifty gists a second, one after the other, until it is closed: how long their acks take. */
  final class Probe implements AutoCloseable {
    private final GistStream stream;
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread = new Thread(this::run, "bench-probe");
    private volatile boolean isEnded;

    Probe() throws IOException {
      stream = client.open("probe");
      thread.start();
    }

    private void run() {
      try {
        while (!isEnded) {
          long begin = System.nanoTime();
          stream.send(gists.next()).delivered().toCompletableFuture().get();
          millis.add((System.nanoTime() - begin) / 1e6);
          Thread.sleep(PROBE_MILLIS);
        }
      } catch (Exception e) {
        millis.add(Double.POSITIVE_INFINITY);
      }
    }

    /** Ends it; the times in ascending order. */
    List<Double> end() throws InterruptedException {
      isEnded = true;
      thread.join();
      return millis.stream().sorted().toList();
    }

    @Override
    public void close() {
      isEnded = true;
      stream.close();
    }
  }
}
