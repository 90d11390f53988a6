package io.gistwire.server.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.server.index.CaptionHit;
import io.gistwire.server.index.ScoredGist;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RankingTest {
  private static final EpochKey EPOCH = new EpochKey(new SourceKey("acme", "cam"), 1);

  private static GistKey key(int number) {
    return new GistKey(EPOCH, number);
  }

  private static List<ScoredGist> codes(int... numbers) {
    List<ScoredGist> hits = new ArrayList<>();
    for (int number : numbers) {
      hits.add(new ScoredGist(key(number), number, 1f / (1 + hits.size())));
    }
    return hits;
  }

  private static List<CaptionHit> captions(boolean isImplied, int... numbers) {
    List<CaptionHit> hits = new ArrayList<>();
    for (int number : numbers) {
      hits.add(new CaptionHit(key(number), number, 10f / (1 + hits.size()), isImplied));
    }
    return hits;
  }

  private static List<Long> order(List<RankedHit> hits) {
    return hits.stream().map(hit -> hit.key().sequence()).collect(Collectors.toList());
  }

  @Test
  void first_in_both_rankings_is_1_and_the_first() {
    List<RankedHit> hits = Ranking.fused(codes(1, 2, 3), captions(false, 1, 3), 0.5);
    assertEquals(List.of(1L, 3L, 2L), order(hits));
    assertEquals(1, hits.get(0).score(), 1e-9);
  }

  @Test
  void a_written_caption_brings_a_gist_up_that_its_code_ranks_low() {
    int[] byCode = new int[30];
    for (int i = 0; i < byCode.length; i++) {
      byCode[i] = i + 1;
    }
    assertEquals(30L, order(Ranking.fused(codes(byCode), captions(false, 30), 0.5)).get(0));
    assertEquals(1L, order(Ranking.fused(codes(byCode), captions(true, 30), 0.5)).get(0));
  }

  @Test
  void an_implied_caption_moves_a_gist_a_little_and_never_past_the_first() {
    int[] byCode = new int[30];
    for (int i = 0; i < byCode.length; i++) {
      byCode[i] = i + 1;
    }
    List<Long> order = order(Ranking.fused(codes(byCode), captions(true, 30, 2), 0.5));
    assertEquals(1L, order.get(0));
    assertTrue(order.indexOf(30L) < order.indexOf(29L), order.toString());
    assertTrue(order.indexOf(30L) > 9, order.toString());
  }

  @Test
  void words_alone_rank_implied_captions_like_others() {
    List<CaptionHit> both = new ArrayList<>(captions(true, 1));
    both.addAll(captions(false, 2));
    List<RankedHit> hits = Ranking.fused(List.of(), both, 1);
    assertEquals(List.of(1L, 2L), order(hits));
    assertEquals(1, hits.get(0).score(), 1e-9);
  }

  @Test
  void a_gist_that_only_words_found_has_no_rank_by_code() {
    RankedHit hit = Ranking.fused(codes(1), captions(false, 2), 0.5).get(1);
    assertEquals(0, hit.embeddingRank());
    assertEquals(1, hit.captionRank());
  }
}
