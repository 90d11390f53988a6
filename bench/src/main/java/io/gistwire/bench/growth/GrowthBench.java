package io.gistwire.bench.growth;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.Figures.Better;
import io.gistwire.bench.stream.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measures the packaged server at several sizes; see {@code bench growth}. */
public final class GrowthBench {
  private static final double GOAL_BYTES_A_GIST = 200;

  /** Retention is carried out soon, and what it deleted is pruned with the next run. */
  private static final List<String> SETTINGS =
      List.of("gistwire.ledger.expiry-interval=5S", "gistwire.ledger.tombstone-age=1S");

  private final List<Integer> sizes;
  private final String heap;
  private final boolean isSent;

  /**
   * What to measure.
   *
   * @param sizes gists of each row
   * @param heap the server's {@code -Xmx}
   * @param isSent whether captions are sent; otherwise they are the pack's own, of no bytes
   */
  public GrowthBench(List<Integer> sizes, String heap, boolean isSent) {
    this.sizes = sizes;
    this.heap = heap;
    this.isSent = isSent;
  }

  /** Measures all sizes, each on a server of its own below a folder. */
  public void run(Path parent, Figures figures) throws IOException, InterruptedException {
    String suffix = isSent ? "" : "_inferred";
    figures.note(
        "The server runs with -Xmx" + heap + "; captions are " + (isSent ? "sent." : "inferred."));
    Map<Integer, Long> resident = new TreeMap<>();
    for (int size : sizes) {
      inFolder(
          parent,
          folder -> {
            try (GrowthServer server = GrowthServer.start(folder, heap, SETTINGS)) {
              GrowthGists gists = GrowthGists.prepare(isSent);
              resident.put(size, new GrowthRow(server, gists, size, suffix, figures).run());
            }
          });
    }
    perGist(resident, suffix, figures);
  }

  /** Measures servers with so many sources, and with so many tenants, of one gist each. */
  public void runNames(Path parent, List<Integer> sources, List<Integer> tenants, Figures figures)
      throws IOException, InterruptedException {
    if (sources.isEmpty() && tenants.isEmpty()) {
      return;
    }
    ManyNames names = new ManyNames(heap, GrowthGists.prepare(isSent), figures);
    for (int count : sources) {
      inFolder(parent, folder -> names.sources(folder, count));
    }
    for (int count : tenants) {
      inFolder(parent, folder -> names.tenants(folder, count));
    }
  }

  @FunctionalInterface
  private interface InFolder {
    void run(Path folder) throws IOException, InterruptedException;
  }

  private static void inFolder(Path parent, InFolder work)
      throws IOException, InterruptedException {
    try (WorkFolder folder = WorkFolder.below(parent)) {
      work.run(folder.path());
    }
  }

  /** From the two largest sizes. */
  private static void perGist(Map<Integer, Long> resident, String suffix, Figures figures) {
    if (resident.size() < 2) {
      return;
    }
    List<Integer> sizes = List.copyOf(resident.keySet());
    int large = sizes.get(sizes.size() - 1);
    int small = sizes.get(sizes.size() - 2);
    double bytes = (double) (resident.get(large) - resident.get(small)) / (large - small);
    figures.add(
        "growth_resident_bytes_a_gist" + suffix, bytes, "bytes", GOAL_BYTES_A_GIST, Better.LOWER);
  }
}
