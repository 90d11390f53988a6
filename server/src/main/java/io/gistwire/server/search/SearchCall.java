package io.gistwire.server.search;

import com.google.protobuf.ByteString;
import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.proto.v1.SearchMode;
import io.gistwire.proto.v1.SearchOrder;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchResponse;
import io.gistwire.server.calls.Call;
import io.gistwire.server.filter.CompiledFilter;
import io.gistwire.server.index.CaptionHit;
import io.gistwire.server.index.CaptionQuery;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.index.GistIndex;
import io.gistwire.server.index.NearestHits;
import io.gistwire.server.index.NearestMode;
import io.gistwire.server.index.NearestRequest;
import io.gistwire.server.index.ScoredGist;
import io.gistwire.server.query.Calibration;
import io.gistwire.server.query.CompiledQuery;
import io.gistwire.server.query.QueryPack;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.tracing.Step;
import io.gistwire.server.tracing.Tracing;
import io.gistwire.server.view.GistMask;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One search. */
final class SearchCall {
  /** How far below the page each of two rankings is read, so that their fusion is right. */
  private static final int FUSION_DEPTH = 200;

  private final SearchParts parts;
  private final Call call;
  private final SearchRequest request;
  private final SearchPage page;
  private final Scope scope;
  private final GistMask mask;
  private final QueryPack pack;
  private final GistIndex index;
  private final CompiledQuery query;
  private final GistFilter filter;
  private final long through;
  private final Optional<ScoreTable> scores;
  private final Optional<Calibration> calibration;
  private SearchMode modeUsed = SearchMode.SEARCH_MODE_SCAN;
  private long scanned;
  private long captionsPending;

  SearchCall(SearchParts parts, Call call, SearchRequest request) throws InterruptedException {
    this.parts = parts;
    this.call = call;
    this.request = request;
    checkNumbers(request);
    this.mask = GistMask.of(request.getReadMask(), GistMask.withoutGist());
    this.page = SearchPage.of(request, parts.tokens(), call.tenant());
    this.scope =
        Scope.open(
            parts.indexes(), request.getCodeFingerprint(), parts.ledger(), parts.limits(), call);
    this.pack = scope.packIndex().pack();
    this.index = scope.packIndex().index();
    try (Step read = Tracing.step("read the query")) {
      this.query = parts.queries().read(request.getQuery(), pack, call.caller());
    }
    this.through = Math.min(page.position(), scope.position());
    this.filter = CompiledFilter.of(request.getFilter(), call.caller()).in(pack).through(through);
    this.scores = query.vector().map(pack.quantizer()::scoreTable);
    this.calibration = scores.map(table -> Calibration.of(table, index.background(call.tenant())));
  }

  private static void checkNumbers(SearchRequest request) {
    if (!(request.getMinScore() >= 0 && request.getMinScore() <= 1)) {
      throw Refusal.ofField("min_score", "is " + request.getMinScore() + "; 0 to 1 is allowed");
    }
    int candidates = request.getCandidateCount();
    if (candidates < 0 || candidates > NearestRequest.MAX_COUNT) {
      throw Refusal.ofField(
          "candidate_count",
          "is "
              + Integer.toUnsignedString(candidates)
              + "; 0 to "
              + NearestRequest.MAX_COUNT
              + " is allowed");
    }
    if (request.getModeValue() < 0
        || request.getModeValue() > SearchMode.SEARCH_MODE_SCAN.getNumber()) {
      throw Refusal.ofField("mode", "is " + request.getModeValue() + "; 0 to 3 is allowed");
    }
    if (request.getOrder() == SearchOrder.UNRECOGNIZED) {
      throw Refusal.ofField("order", "is " + request.getOrderValue() + "; 0 to 2 is allowed");
    }
    if (request.getOrder() == SearchOrder.SEARCH_ORDER_NEWEST && request.getMinScore() == 0) {
      throw Refusal.ofField(
          "min_score",
          "is 0 with order NEWEST, which would return what is new whatever it shows; set the score"
              + " from which hits count, such as 0.5");
    }
  }

  SearchResponse run() throws InterruptedException {
    if (page.offset() >= NearestRequest.MAX_COUNT) {
      throw Refusal.ofField(
          "page_token",
          "requests more than the best " + NearestRequest.MAX_COUNT + "; narrow the filter");
    }
    List<RankedHit> ranked = isByTime() ? Ranking.newestFirst(ranked()) : ranked();
    SearchResponse.Builder response = SearchResponse.newBuilder();
    int end = Math.min(page.end(), ranked.size());
    if (page.offset() < end) {
      HitReport report =
          new HitReport(
              parts.ledger(), parts.indexes(), scope.packIndex(), request, query, mask, scores);
      try (Step load = Tracing.step("load the hits")) {
        response.addAllHits(
            report.hits(ranked.subList(page.offset(), end), calibration, call::check));
        load.with("gistwire.hits", response.getHitsCount());
      }
    }
    if (ranked.size() > end && end > page.offset()) {
      response.setNextPageToken(page.nextToken(request, parts.tokens(), call.tenant(), through));
    }
    return response
        .setModeUsed(modeUsed)
        .setScannedCount(scanned)
        .setPosition(query.captions().isPresent() ? captionPosition() : scope.position())
        .setCodeFingerprint(ByteString.copyFrom(pack.fingerprint().toByteArray()))
        .setCaptionsPending(captionsPending)
        .build();
  }

  private boolean isByTime() {
    return request.getOrder() == SearchOrder.SEARCH_ORDER_NEWEST;
  }

  /** Every hit that counts has to be known before the newest of them are. */
  private int wanted() {
    return isByTime() ? NearestRequest.MAX_COUNT : page.wanted();
  }

  private long captionPosition() {
    return Math.min(scope.position(), index.captionPosition());
  }

  private List<RankedHit> ranked() throws InterruptedException {
    if (query.captions().isEmpty()) {
      List<RankedHit> hits = Ranking.byCodes(nearest(wanted()), calibration.orElseThrow());
      return aboveMinimum(hits);
    }
    int depth =
        query.vector().isEmpty()
            ? wanted()
            : Math.min(NearestRequest.MAX_COUNT, Math.max(FUSION_DEPTH, 2 * wanted()));
    List<CaptionHit> byCaption = captions(query.captions().get(), depth);
    List<ScoredGist> byCode = query.vector().isEmpty() ? List.of() : nearest(depth).hits();
    double share = query.vector().isEmpty() ? 1 : query.captionShare();
    return aboveMinimum(Ranking.fused(byCode, byCaption, share));
  }

  private List<RankedHit> aboveMinimum(List<RankedHit> hits) {
    return hits.stream()
        .filter(hit -> hit.score() >= request.getMinScore())
        .collect(Collectors.toList());
  }

  private NearestHits nearest(int count) {
    NearestRequest wanted =
        new NearestRequest(
            query.vector().orElseThrow(),
            filter,
            count,
            mode(request.getMode()),
            Math.max(request.getCandidateCount(), request.getCandidateCount() > 0 ? count : 0));
    NearestHits hits;
    try (Step compare = Tracing.step("compare codes")) {
      hits = index.nearest(call.tenant(), wanted, call::check);
      compare.with("gistwire.scanned", hits.scannedCount());
    }
    modeUsed =
        hits.mode() == NearestMode.CELLS
            ? SearchMode.SEARCH_MODE_GRAPH
            : SearchMode.SEARCH_MODE_SCAN;
    scanned += hits.scannedCount();
    return hits;
  }

  private static NearestMode mode(SearchMode mode) {
    switch (mode) {
      case SEARCH_MODE_GRAPH:
        return NearestMode.CELLS;
      case SEARCH_MODE_SCAN:
        return NearestMode.SCAN;
      default:
        return NearestMode.AUTO;
    }
  }

  private List<CaptionHit> captions(CaptionQuery words, int count) throws InterruptedException {
    long wait = Math.min(parts.limits().awaitCaptionsMillis(), call.remainingMillis());
    try (Step captions = Tracing.step("wait for captions")) {
      if (!index.awaitCaptions(scope.position(), Math.max(1, wait))) {
        captionsPending = index.captionsPending(call.tenant(), filter);
      }
      captions.with("gistwire.captions_pending", captionsPending);
    }
    try (Step look = Tracing.step("look words up")) {
      return index.captions(call.tenant(), words, filter, count, call::check);
    }
  }
}
