package io.gistwire.server.index;

/**
 * When a search looks at some cells only, and at how many codes in them. The constants are measured
 * (RATIONALE.md).
 */
final class ProbePlan {
  /** Up to this many gists a full scan takes less than the rest of a call. */
  private static final long SMALL_TABLE = 50_000;

  /** Below this share the nearest gists that pass are spread over too many cells. */
  private static final double NARROWEST_SHARE = 0.005;

  /** Share of all codes that holds 95 of 100 of the ten nearest, with a reserve. */
  private static final double PROBED_SHARE = 1.0 / 12;

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
    double tenths = Math.log10(1 / Math.max(share, NARROWEST_SHARE));
    double wider = PROBED_SHARE * (1 + WIDER_PER_TENTH * tenths);
    long byShare = (long) Math.ceil(table.columns().live() * Math.min(1, wider));
    return Math.max(byShare, (long) (CODES_PER_HIT * request.count() / Math.max(share, 0.01)));
  }
}
