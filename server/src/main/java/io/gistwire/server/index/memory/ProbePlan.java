package io.gistwire.server.index.memory;

import io.gistwire.server.index.NearestMode;
import io.gistwire.server.index.NearestRequest;

/**
 * When a search looks at some cells only, and at how many codes in them. The constants are measured
 * (RATIONALE.md).
 */
final class ProbePlan {
  /** Up to this many gists a full scan takes less than the rest of a call. */
  private static final long SMALL_TABLE = 50_000;

  /** Below this share the nearest gists that pass are spread over too many cells. */
  private static final double NARROWEST_SHARE = 0.005;

  /** Share of all codes that is looked at in any case. */
  private static final double PROBED_SHARE = 1.0 / 12;

  /**
   * A search goes on until so large a share of all codes, one cell after the other, gave nothing.
   */
  private static final double IN_VAIN_SHARE = 1.0 / 10;

  /** A filter that takes a tenth needs so much wider a search for the same recall. */
  private static final double WIDER_PER_TENTH = 0.9;

  /** Codes for each hit that is asked for: deep pages need wide searches. */
  private static final long CODES_PER_HIT = 200;

  private ProbePlan() {}

  static boolean usesCells(GistTable table, NearestRequest request, double share) {
    if (request.mode() == NearestMode.SCAN || !table.cells().byFirstByte()) {
      return false;
    }
    if (request.mode() == NearestMode.CELLS) {
      return true;
    }
    return table.columns().live() > SMALL_TABLE && share >= NARROWEST_SHARE;
  }

  static long candidates(GistTable table, NearestRequest request, double share) {
    if (request.candidates() > 0) {
      return request.candidates();
    }
    long byShare =
        (long) Math.ceil(table.columns().live() * Math.min(1, PROBED_SHARE * wider(share)));
    return Math.max(byShare, (long) (CODES_PER_HIT * request.count() / Math.max(share, 0.01)));
  }

  /** How many codes in a row may give nothing before a search by cells ends; 0 when it was told. */
  static long patience(GistTable table, NearestRequest request, double share) {
    return request.candidates() > 0
        ? 0
        : (long) (table.columns().live() * IN_VAIN_SHARE * wider(share));
  }

  private static double wider(double share) {
    return 1 + WIDER_PER_TENTH * Math.log10(1 / Math.max(share, NARROWEST_SHARE));
  }
}
