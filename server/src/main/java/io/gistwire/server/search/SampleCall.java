package io.gistwire.server.search;

import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.proto.v1.SampleRequest;
import io.gistwire.proto.v1.SampleResponse;
import io.gistwire.proto.v1.SampledGist;
import io.gistwire.server.calls.Call;
import io.gistwire.server.filter.CompiledFilter;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.query.Calibration;
import io.gistwire.server.query.CompiledQuery;
import io.gistwire.server.query.QueryPack;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.view.GistMask;
import io.gistwire.server.view.GistView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One sample: the few gists that differ most. */
final class SampleCall {
  private static final int DEFAULT_COUNT = 16;
  private static final int MAX_COUNT = 256;

  private final SearchParts parts;
  private final Call call;
  private final SampleRequest request;
  private final GistMask mask;

  SampleCall(SearchParts parts, Call call, SampleRequest request) {
    this.parts = parts;
    this.call = call;
    this.request = request;
    if (request.getSampleCount() < 0 || request.getSampleCount() > MAX_COUNT) {
      throw Refusal.ofField(
          "sample_count",
          "is "
              + Integer.toUnsignedString(request.getSampleCount())
              + "; 0 to "
              + MAX_COUNT
              + " is allowed");
    }
    this.mask = GistMask.of(request.getReadMask(), GistMask.withoutGist());
  }

  SampleResponse run() throws InterruptedException {
    Scope scope =
        Scope.open(
            parts.indexes(), request.getCodeFingerprint(), parts.ledger(), parts.limits(), call);
    PackIndex packIndex = scope.packIndex();
    QueryPack pack = packIndex.pack();
    GistFilter filter =
        CompiledFilter.of(request.getFilter(), call.caller()).in(pack).through(scope.position());
    CollectedCodes codes = new CollectedCodes(pack.quantizer(), parts.limits().maxSampled());
    packIndex.index().scan(call.tenant(), filter, call::check, codes::add);
    FarthestFirst choice = new FarthestFirst(codes, relevance(packIndex, codes), call::check);
    int count = request.getSampleCount() == 0 ? DEFAULT_COUNT : request.getSampleCount();
    List<Integer> picked = choice.pick(count);
    return response(packIndex, codes, picked, choice.represented(picked.size()));
  }

  private double[] relevance(PackIndex packIndex, CollectedCodes codes) {
    if (!request.hasQuery()) {
      return null;
    }
    CompiledQuery query = parts.queries().read(request.getQuery(), packIndex.pack(), call.caller());
    if (query.vector().isEmpty() || query.captions().isPresent()) {
      throw Refusal.ofField("query.caption_words", "cannot be used in a sample; use terms");
    }
    ScoreTable table = codes.table(query.vector().get());
    Calibration calibration = Calibration.of(table, packIndex.index().background(call.tenant()));
    double[] relevance = new double[codes.size()];
    for (int i = 0; i < relevance.length; i++) {
      relevance[i] = calibration.calibrated(codes.score(table, i));
    }
    return relevance;
  }

  private SampleResponse response(
      PackIndex packIndex, CollectedCodes codes, List<Integer> picked, long[] represented) {
    GistView view = GistView.readingAtMost(HitReport.MAX_CAPTIONS_READ, parts.indexes());
    Map<Integer, HeldGist> found = new LinkedHashMap<>();
    for (int i = 0; i < picked.size(); i++) {
      call.check();
      int place = i;
      parts.ledger().find(codes.key(picked.get(i))).ifPresent(held -> found.put(place, held));
    }
    view.prepare(found.values(), mask);
    SampleResponse.Builder response = SampleResponse.newBuilder().setExaminedCount(codes.seen());
    found.forEach((place, held) -> response.addGists(sampled(view, held, represented[place])));
    return response.build();
  }

  private SampledGist sampled(GistView view, HeldGist held, long represented) {
    SampledGist.Builder sampled =
        SampledGist.newBuilder()
            .setName(held.key().toName())
            .setGist(view.show(held, mask))
            .setRepresentedCount(represented);
    if (request.hasPreview()) {
      sampled.setPreview(GistView.preview(held));
    }
    return sampled.build();
  }
}
