package io.gistwire.server.index.memory;

import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.server.index.Budget;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.index.NearestHits;
import io.gistwire.server.index.NearestMode;
import io.gistwire.server.index.NearestRequest;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The index in memory as a benchmark drives it: in this package because the index keeps its parts
 * package-private. Not thread-safe.
 */
public final class IndexProbe {
  private final Quantizer quantizer;
  private final GistTable table;

  /**
   * What a search found.
   *
   * @param numbers of the nearest codes
   * @param compared codes that were scored
   */
  public record Found(Set<Long> numbers, long compared) {}

  /** An empty index. */
  public IndexProbe(Quantizer quantizer) {
    this.quantizer = quantizer;
    this.table = new GistTable(quantizer);
  }

  /** Adds a code under a number of the caller's, 0 or more. */
  public void put(String source, long number, byte[] code) {
    GistKey key = new GistKey(new EpochKey(new SourceKey("bench", source), 1), number + 1);
    long millis = 1000 * number;
    table.put(new GistRow(key, number, millis, millis, code, (byte) 1, null));
  }

  /**
   * Searches.
   *
   * @param sources whose codes are searched; empty for all
   * @param candidates codes that are scored in {@code CELLS}; else 0
   */
  public Found search(
      float[] query, Set<String> sources, int top, NearestMode mode, int candidates) {
    GistFilter all = GistFilter.ALL;
    GistFilter filter =
        sources.isEmpty()
            ? all
            : new GistFilter(
                sources,
                all.capturedFromMillis(),
                all.capturedToMillis(),
                all.receivedFromMillis(),
                all.receivedToMillis(),
                List.of(),
                List.of(),
                List.of(),
                0,
                Long.MAX_VALUE);
    NearestRequest request = new NearestRequest(query, filter, top, mode, candidates);
    NearestHits hits = new NearestSearch(table, quantizer, request, Budget.UNLIMITED).run();
    Set<Long> numbers = new HashSet<>();
    hits.hits().forEach(hit -> numbers.add(hit.position()));
    return new Found(numbers, hits.scannedCount());
  }
}
