package io.gistwire.server.search;

import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.Match;
import io.gistwire.proto.v1.MatchPart;
import io.gistwire.proto.v1.SearchHit;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.server.index.Budget;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.query.Calibration;
import io.gistwire.server.query.CompiledQuery;
import io.gistwire.server.view.GistMask;
import io.gistwire.server.view.GistView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes hits out of ranked keys: what is stored, and why it was found. */
final class HitReport {
  /** Reading a caption that the store has not got yet takes the language model milliseconds. */
  static final int MAX_CAPTIONS_READ = 20;

  /** Hits whose gists are in memory at once. */
  private static final int AT_ONCE = 64;

  private final Ledger ledger;
  private final PackIndex packIndex;
  private final SearchRequest request;
  private final CompiledQuery query;
  private final Optional<ScoreTable> scores;
  private final GistView view;
  private final GistMask mask;

  HitReport(
      Ledger ledger,
      PackIndexes indexes,
      PackIndex packIndex,
      SearchRequest request,
      CompiledQuery query,
      GistMask mask,
      Optional<ScoreTable> scores) {
    this.ledger = ledger;
    this.packIndex = packIndex;
    this.request = request;
    this.query = query;
    this.scores = scores;
    this.view = GistView.readingAtMost(MAX_CAPTIONS_READ, indexes);
    this.mask = mask;
  }

  /** Gists that were deleted in the meantime are left out. */
  List<SearchHit> hits(List<RankedHit> ranked, Optional<Calibration> calibration, Budget budget) {
    List<SearchHit> hits = new ArrayList<>();
    for (int i = 0; i < ranked.size(); i += AT_ONCE) {
      addHits(ranked.subList(i, Math.min(ranked.size(), i + AT_ONCE)), calibration, budget, hits);
    }
    return hits;
  }

  private void addHits(
      List<RankedHit> ranked,
      Optional<Calibration> calibration,
      Budget budget,
      List<SearchHit> hits) {
    Map<RankedHit, HeldGist> found = new LinkedHashMap<>();
    for (RankedHit hit : ranked) {
      budget.check();
      ledger.find(hit.key()).ifPresent(held -> found.put(hit, held));
    }
    if (query.captions().isPresent()) {
      view.prepare(found.values());
    } else {
      view.prepare(found.values(), mask);
    }
    found.forEach((hit, held) -> hits.add(hit(hit, held, calibration)));
  }

  private SearchHit hit(RankedHit ranked, HeldGist held, Optional<Calibration> calibration) {
    float similarity = Float.isNaN(ranked.similarity()) ? similarity(held) : ranked.similarity();
    SearchHit.Builder hit =
        SearchHit.newBuilder()
            .setName(held.key().toName())
            .setScore((float) ranked.score())
            .setSimilarity(similarity)
            .setGist(view.show(held, mask));
    if (calibration.isPresent()) {
      hit.addMatches(embeddingMatch(ranked, calibration.get().calibrated(similarity)));
    }
    if (ranked.captionRank() > 0) {
      hit.addMatches(captionMatch(ranked, view.caption(held).text()));
    }
    addLabelMatch(hit, held);
    if (request.hasPreview()) {
      hit.setPreview(GistView.preview(held));
    }
    return hit.build();
  }

  /** The code's score, for hits that only their caption found. */
  private float similarity(HeldGist held) {
    for (Layer layer : held.gist().getLayersList()) {
      if (layer.getKind() == LayerKind.LAYER_KIND_EMBEDDING && scores.isPresent()) {
        byte[] code = layer.getData().toByteArray();
        float norm = packIndex.pack().quantizer().inverseNorm(code, 0, code.length);
        return scores.get().score(code, 0, code.length, norm);
      }
    }
    return 0;
  }

  private Match embeddingMatch(RankedHit ranked, float calibrated) {
    return Match.newBuilder()
        .setPart(MatchPart.MATCH_PART_EMBEDDING)
        .setScore(calibrated)
        .setRank(ranked.embeddingRank())
        .addAllTerms(query.texts())
        .build();
  }

  private Match captionMatch(RankedHit ranked, String caption) {
    return Match.newBuilder()
        .setPart(MatchPart.MATCH_PART_CAPTION)
        .setScore(ranked.captionScore())
        .setRank(ranked.captionRank())
        .addAllTerms(packIndex.index().matchingWords(query.captions().orElseThrow(), caption))
        .build();
  }

  private void addLabelMatch(SearchHit.Builder hit, HeldGist held) {
    List<String> wanted = new ArrayList<>(request.getFilter().getAllLabelsList());
    wanted.addAll(request.getFilter().getAnyLabelsList());
    if (wanted.isEmpty()) {
      return;
    }
    wanted.retainAll(view.labels(held));
    hit.addMatches(
        Match.newBuilder()
            .setPart(MatchPart.MATCH_PART_LABELS)
            .setScore(wanted.size())
            .addAllTerms(wanted));
  }
}
