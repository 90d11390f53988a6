package io.gistwire.server.watch.calls;

import com.google.protobuf.util.Timestamps;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.TestWatchRequest;
import io.gistwire.proto.v1.TestWatchResponse;
import io.gistwire.proto.v1.TimeRange;
import io.gistwire.proto.v1.Watch;
import io.gistwire.server.calls.Call;
import io.gistwire.server.filter.CompiledFilter;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.watch.matching.CompiledCondition;
import io.gistwire.server.watch.matching.CompiledWatch;
import io.gistwire.server.watch.matching.PastRun;
import io.gistwire.server.watch.matching.Watches;
import io.gistwire.server.watch.store.StoredWatch;

/** Runs a watch that is not stored over the past. Thread-safe. */
final class TestWatchCall {
  private static final long PAST_MILLIS = 7L * 24 * 60 * 60 * 1000;
  private static final long AWAIT_MILLIS = 5_000;
  private static final int DEFAULT_ALERTS = 100;
  private static final int MAX_ALERTS = 1000;

  private final Watches watches;
  private final WatchReader reader;

  TestWatchCall(Watches watches, WatchReader reader) {
    this.watches = watches;
    this.reader = reader;
  }

  TestWatchResponse run(Call call, TestWatchRequest request) throws InterruptedException {
    int asked = request.getMaxAlerts();
    if (asked < 0 || asked > MAX_ALERTS) {
      throw Refusal.ofField(
          "max_alerts",
          "is " + Integer.toUnsignedString(asked) + "; 0 to " + MAX_ALERTS + " is allowed");
    }
    Watch watch = request.getWatch().toBuilder().setName("watches/test").build();
    StoredWatch stored = reader.read(watch, call.caller(), 0);
    PackIndex packIndex =
        watches
            .indexes()
            .find(CodeFingerprint.of(stored.watch().getCodeFingerprint().toByteArray()))
            .orElseThrow();
    GistFilter filter =
        CompiledFilter.of(filter(request, stored), call.caller()).in(packIndex.pack());
    CompiledWatch compiled = watches.compiler().compile(stored).orElseThrow();
    long last = watches.ledger().log().lastPosition();
    if (!packIndex.index().awaitPosition(last, Math.min(AWAIT_MILLIS, call.remainingMillis()))) {
      throw Refusal.of(
          ErrorReason.ERROR_REASON_SERVER_BUSY, "the index has not caught up; try again");
    }
    if (compiled.condition() instanceof CompiledCondition.Caption) {
      // What was not read by then does not match.
      packIndex.index().awaitCaptions(last, Math.min(AWAIT_MILLIS, call.remainingMillis()));
    }
    int most = asked == 0 ? DEFAULT_ALERTS : asked;
    return new PastRun(packIndex, call, compiled, watches.compiler().stems(), most)
        .run(filter.through(last));
  }

  private Filter filter(TestWatchRequest request, StoredWatch stored) {
    Filter.Builder filter = request.getFilter().toBuilder();
    if (!request.hasFilter()) {
      long from = watches.clock().millis() - PAST_MILLIS;
      filter.setReceiveTime(TimeRange.newBuilder().setStartTime(Timestamps.fromMillis(from)));
    }
    if (stored.watch().getCondition().hasLabels()) {
      if (filter.getAnyLabelsCount() > 0) {
        throw Refusal.ofField("filter.any_labels", "cannot be used with a watch for labels");
      }
      filter.addAllAnyLabels(stored.watch().getCondition().getLabels().getLabelsList());
    }
    return filter.build();
  }
}
