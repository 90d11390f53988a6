package io.gistwire.server.search;

import io.gistwire.server.index.CaptionHit;
import io.gistwire.server.index.NearestHits;
import io.gistwire.server.index.ScoredGist;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.query.Calibration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts hits of codes and captions into one order, by reciprocal rank fusion (Cormack, Clarke and
 * Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods",
 * 2009): each ranking gives {@code 1 / (60 + rank)} times its share, scaled so that first in both
 * is 1. A caption that the pack generates for the code knows nothing beyond it, and its rank counts
 * less than that of a caption that somebody wrote.
 */
final class Ranking {
  private static final int K = 60;

  /**
   * What the rank of an implied caption counts beside that of a written one (RATIONALE.md): less
   * than the step from the first rank to the second, so it orders what codes rank further down.
   */
  private static final double IMPLIED = 0.015;

  private Ranking() {}

  /** The order of codes alone, with calibrated scores. */
  static List<RankedHit> byCodes(NearestHits nearest, Calibration calibration) {
    List<RankedHit> ranked = new ArrayList<>();
    for (ScoredGist hit : nearest.hits()) {
      int rank = ranked.size() + 1;
      float score = calibration.calibrated(hit.score());
      ranked.add(new RankedHit(hit.key(), hit.position(), score, hit.score(), rank, 0, 0));
    }
    return ranked;
  }

  /** The fusion of both orders, either of which may be empty. */
  static List<RankedHit> fused(
      List<ScoredGist> byCode, List<CaptionHit> byCaption, double captionShare) {
    boolean isHybrid = captionShare < 1;
    Map<GistKey, Integer> captionRanks = ranks(byCaption);
    Map<GistKey, RankedHit> fused = new LinkedHashMap<>();
    for (int i = 0; i < byCode.size(); i++) {
      ScoredGist hit = byCode.get(i);
      int captionRank = captionRanks.getOrDefault(hit.key(), 0);
      double score = reciprocal(i + 1, 1 - captionShare);
      float bm25 = 0;
      if (captionRank > 0) {
        CaptionHit caption = byCaption.get(captionRank - 1);
        score += reciprocal(captionRank, share(caption, captionShare, isHybrid));
        bm25 = caption.score();
      }
      fused.put(
          hit.key(),
          new RankedHit(hit.key(), hit.position(), score, hit.score(), i + 1, captionRank, bm25));
    }
    for (int i = 0; i < byCaption.size(); i++) {
      CaptionHit hit = byCaption.get(i);
      double score = reciprocal(i + 1, share(hit, captionShare, isHybrid));
      fused.putIfAbsent(
          hit.key(),
          new RankedHit(hit.key(), hit.position(), score, Float.NaN, 0, i + 1, hit.score()));
    }
    List<RankedHit> ordered = new ArrayList<>(fused.values());
    ordered.sort(Comparator.comparingDouble(RankedHit::score).reversed());
    return ordered;
  }

  /** The same hits by their arrival, newest first. */
  static List<RankedHit> newestFirst(List<RankedHit> hits) {
    List<RankedHit> ordered = new ArrayList<>(hits);
    ordered.sort(Comparator.comparingLong(RankedHit::position).reversed());
    return ordered;
  }

  /** Words of an implied caption add little to a code that the words were read from. */
  private static double share(CaptionHit hit, double captionShare, boolean isHybrid) {
    return isHybrid && hit.isImplied() ? IMPLIED * captionShare : captionShare;
  }

  private static Map<GistKey, Integer> ranks(List<CaptionHit> hits) {
    Map<GistKey, Integer> ranks = new LinkedHashMap<>();
    for (CaptionHit hit : hits) {
      ranks.put(hit.key(), ranks.size() + 1);
    }
    return ranks;
  }

  private static double reciprocal(int rank, double share) {
    return rank == 0 ? 0 : share * (K + 1) / (K + rank);
  }
}
