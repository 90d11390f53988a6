package io.gistwire.server.search;

import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.proto.v1.SampleRequest;
import io.gistwire.proto.v1.SampleResponse;
import io.gistwire.proto.v1.SampledGist;
import io.gistwire.server.calls.Call;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.query.Calibration;
import io.gistwire.server.query.CompiledQuery;
import io.gistwire.server.query.FilterReader;
import io.gistwire.server.query.QueryPack;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.spaces.Space;
import io.gistwire.server.view.GistMask;
import io.gistwire.server.view.GistView;
import java.util.List;
import java.util.Optional;

/** One sample: the few gists that differ most. */
final class SampleCall {
  private static final int DEFAULT_COUNT = 16;
  private static final int MAX_COUNT = 256;

  private final SearchParts rooms;
  private final Call call;
  private final SampleRequest request;

  SampleCall(SearchParts rooms, Call call, SampleRequest request) {
    this.rooms = rooms;
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
  }

  SampleResponse run() throws InterruptedException {
    Scope scope =
        Scope.open(
            rooms.spaces(), request.getCodeFingerprint(), rooms.ledger(), rooms.limits(), call);
    Space space = scope.space();
    QueryPack pack = space.pack();
    GistFilter filter =
        FilterReader.read(request.getFilter(), pack, call.caller()).through(scope.position());
    CollectedCodes codes = new CollectedCodes(pack.quantizer(), rooms.limits().maxSampled());
    space.index().scan(call.tenant(), filter, call::check, codes::add);
    FarthestFirst choice = new FarthestFirst(codes, relevance(space, codes), call::check);
    int count = request.getSampleCount() == 0 ? DEFAULT_COUNT : request.getSampleCount();
    List<Integer> picked = choice.pick(count);
    return response(space, codes, picked, choice.represented(picked.size()));
  }

  private double[] relevance(Space space, CollectedCodes codes) {
    if (!request.hasQuery()) {
      return null;
    }
    CompiledQuery query = rooms.queries().read(request.getQuery(), space.pack(), call.caller());
    if (query.vector().isEmpty() || query.captions().isPresent()) {
      throw Refusal.ofField("query.caption_words", "cannot be used in a sample; use terms");
    }
    ScoreTable table = codes.table(query.vector().get());
    Calibration calibration = Calibration.of(table, space.index().background(call.tenant()));
    double[] relevance = new double[codes.size()];
    for (int i = 0; i < relevance.length; i++) {
      relevance[i] = calibration.calibrated(codes.score(table, i));
    }
    return relevance;
  }

  private SampleResponse response(
      Space space, CollectedCodes codes, List<Integer> picked, long[] represented) {
    GistView view = GistView.readingAtMost(HitReport.MAX_CAPTIONS_READ, rooms.spaces());
    GistMask mask = GistMask.of(request.getReadMask(), GistMask.withoutGist());
    SampleResponse.Builder response = SampleResponse.newBuilder().setExaminedCount(codes.seen());
    for (int i = 0; i < picked.size(); i++) {
      call.check();
      Optional<HeldGist> held = rooms.ledger().find(codes.key(picked.get(i)));
      if (held.isPresent()) {
        SampledGist.Builder sampled =
            SampledGist.newBuilder()
                .setName(held.get().key().toName())
                .setGist(view.show(held.get(), mask))
                .setRepresentedCount(represented[i]);
        if (request.hasPreview()) {
          sampled.setPreview(GistView.preview(held.get()));
        }
        response.addGists(sampled);
      }
    }
    return response.build();
  }
}
