package io.gistwire.server.search;

import com.google.protobuf.util.Durations;
import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.proto.v1.ClassifyRequest;
import io.gistwire.proto.v1.ClassifyResponse;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.LabelCount;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.server.calls.Call;
import io.gistwire.server.filter.CompiledFilter;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.query.QueryPack;
import io.gistwire.server.refusal.Refusal;
import java.util.List;

/** One classification: of one thing, or of all that a filter takes. */
final class ClassifyCall {
  private static final long MIN_BUCKET_MILLIS = 1000;

  private final SearchParts parts;
  private final Call call;
  private final ClassifyRequest request;

  ClassifyCall(SearchParts parts, Call call, ClassifyRequest request) {
    this.parts = parts;
    this.call = call;
    this.request = request;
    ClassLabels.check(request.getLabelsList());
    if (!(request.getMinProbability() >= 0 && request.getMinProbability() <= 1)) {
      throw Refusal.ofField(
          "min_probability", "is " + request.getMinProbability() + "; 0 to 1 is allowed");
    }
  }

  ClassifyResponse run() throws InterruptedException {
    long bucketMillis = bucketMillis();
    Scope scope =
        Scope.open(
            parts.indexes(), request.getCodeFingerprint(), parts.ledger(), parts.limits(), call);
    QueryPack pack = scope.packIndex().pack();
    boolean isOne = isOne();
    float[] one = isOne ? parts.terms().read("target", term(), pack, call.caller()) : null;
    Filter wanted =
        request.getTargetCase() == ClassifyRequest.TargetCase.FILTER
            ? request.getFilter()
            : Filter.getDefaultInstance();
    GistFilter filter = CompiledFilter.of(wanted, call.caller()).in(pack);
    if (isOne) {
      return ofOne(one, pack);
    }
    List<ScoreTable> tables =
        ClassLabels.tables(request.getLabelsList(), request.getPlainTexts(), pack, call::check);
    ClassCounts counts =
        new ClassCounts(tables, pack.logitScale(), request.getMinProbability(), bucketMillis);
    scope
        .packIndex()
        .index()
        .scan(call.tenant(), filter.through(scope.position()), call::check, counts::add);
    return counts.response(request.getLabelsList());
  }

  private boolean isOne() {
    ClassifyRequest.TargetCase target = request.getTargetCase();
    return target == ClassifyRequest.TargetCase.GIST
        || target == ClassifyRequest.TargetCase.PHOTO
        || target == ClassifyRequest.TargetCase.CODE;
  }

  private QueryTerm term() {
    QueryTerm.Builder term = QueryTerm.newBuilder();
    switch (request.getTargetCase()) {
      case GIST:
        return term.setGist(request.getGist()).build();
      case PHOTO:
        return term.setPhoto(request.getPhoto()).build();
      default:
        return term.setCode(request.getCode()).build();
    }
  }

  private long bucketMillis() {
    if (!request.hasBucketDuration()) {
      return 0;
    }
    if (!Durations.isValid(request.getBucketDuration())
        || Durations.toMillis(request.getBucketDuration()) < MIN_BUCKET_MILLIS) {
      throw Refusal.ofField("bucket_duration", "is shorter than a second; take a longer one");
    }
    return Durations.toMillis(request.getBucketDuration());
  }

  /** One vector against the labels' vectors, which needs no code. */
  private ClassifyResponse ofOne(float[] vector, QueryPack pack) {
    double[] probabilities =
        ClassLabels.similarities(
            vector, request.getLabelsList(), request.getPlainTexts(), pack, call::check);
    ClassCounts.softmax(probabilities, pack.logitScale());
    int winner = 0;
    for (int label = 0; label < probabilities.length; label++) {
      winner = probabilities[label] > probabilities[winner] ? label : winner;
    }
    boolean isSure = probabilities[winner] >= request.getMinProbability();
    ClassifyResponse.Builder response =
        ClassifyResponse.newBuilder().setClassifiedCount(1).setUnclassifiedCount(isSure ? 0 : 1);
    for (int label = 0; label < probabilities.length; label++) {
      response.addProbabilities((float) probabilities[label]);
      response.addLabels(
          LabelCount.newBuilder()
              .setLabel(request.getLabels(label).getLabel())
              .setCount(isSure && label == winner ? 1 : 0)
              .setMeanProbability((float) probabilities[label]));
    }
    return response.build();
  }
}
