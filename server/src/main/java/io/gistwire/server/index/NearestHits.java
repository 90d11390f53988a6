package io.gistwire.server.index;

import java.util.List;

/**
 * The nearest gists, best first, older ones first among equals.
 *
 * @param mode what was done: never {@link NearestMode#AUTO}
 * @param scannedCount codes that were compared one by one
 */
public record NearestHits(List<ScoredGist> hits, NearestMode mode, long scannedCount) {
  /** Takes a copy. */
  public NearestHits {
    hits = List.copyOf(hits);
  }
}
