package io.gistwire.server.watch.matching;

import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.TestWatchResponse;
import io.gistwire.server.calls.Call;
import io.gistwire.server.captions.Caption;
import io.gistwire.server.index.CaptionStems;
import io.gistwire.server.index.CodeBatch;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.watch.expression.CaptionExpression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Runs a watch over the past: the same matcher and rules, over gists in the order in which they
 * became durable.
 */
public final class PastRun {
  private static final int MAX_EXAMINED = 1_000_000;

  private record Past(GistKey key, byte[] code, float norm, long captured, long position) {}

  private final PackIndex packIndex;
  private final Call call;
  private final CompiledWatch watch;
  private final CaptionStems stems;
  private final RuleBook rules = new RuleBook();
  private final List<Past> past = new ArrayList<>();
  private final List<Alert> alerts = new ArrayList<>();
  private final int maxAlerts;
  private long matchCount;
  private long alertCount;

  public PastRun(
      PackIndex packIndex, Call call, CompiledWatch watch, CaptionStems stems, int maxAlerts) {
    this.packIndex = packIndex;
    this.call = call;
    this.watch = watch;
    this.stems = stems;
    this.maxAlerts = maxAlerts;
  }

  public TestWatchResponse run(GistFilter filter) {
    packIndex.index().scan(call.tenant(), filter, call::check, this::collect);
    past.sort(Comparator.comparingLong(Past::position));
    if (watch.condition() instanceof CompiledCondition.Vector) {
      matchCodes();
    } else {
      matchWords();
    }
    return TestWatchResponse.newBuilder()
        .addAllAlerts(alerts)
        .setAlertCount(alertCount)
        .setExaminedCount(past.size())
        .setMatchCount(matchCount)
        .build();
  }

  private void collect(CodeBatch batch) {
    if (past.size() + batch.count() > MAX_EXAMINED) {
      throw Refusal.ofField("filter", "takes more than " + MAX_EXAMINED + " gists; narrow it");
    }
    for (int i = 0; i < batch.count(); i++) {
      int from = i * batch.codeBytes();
      past.add(
          new Past(
              batch.key(i),
              Arrays.copyOfRange(batch.codes(), from, from + batch.codeBytes()),
              batch.inverseNorms()[i],
              batch.capturedMillis(i),
              batch.position(i)));
    }
  }

  /** One lane at a time holds codes of one length, so that the order of the log is kept. */
  private void matchCodes() {
    CodeMatcher matcher = new CodeMatcher(new SketchBook());
    CodeLane lane = null;
    for (Past one : past) {
      if (lane != null && (lane.isFull() || lane.codeBytes != one.code().length)) {
        match(matcher, lane);
        lane = null;
      }
      if (lane == null) {
        lane = new CodeLane(one.code().length);
      }
      lane.add(one.key(), one.code(), one.norm(), one.captured(), one.position());
    }
    if (lane != null) {
      match(matcher, lane);
    }
  }

  private void match(CodeMatcher matcher, CodeLane lane) {
    call.check();
    matcher.match(lane, List.of(watch), this::take);
  }

  private void matchWords() {
    for (Past one : past) {
      call.check();
      if (!watch.looksAt(one.key().epoch().source().source(), one.position())) {
        continue;
      }
      if (watch.condition() instanceof CompiledCondition.Labels) {
        // The filter took gists with these labels only.
        take(new WatchMatch(watch, one.key(), one.captured(), 1, 1, List.of()));
      } else if (watch.condition() instanceof CompiledCondition.Caption caption) {
        matchCaption(one, caption.expression());
      }
    }
  }

  private void matchCaption(Past one, CaptionExpression expression) {
    Optional<Caption> caption = packIndex.captions().known(one.key()).filter(Caption::isPresent);
    List<String> words = caption.map(Caption::text).map(stems::of).orElse(List.of());
    if (caption.isPresent() && expression.matches(words)) {
      take(new WatchMatch(watch, one.key(), one.captured(), 1, 1, expression.found(words)));
    }
  }

  private void take(WatchMatch match) {
    matchCount++;
    rules
        .match(match)
        .ifPresent(
            alert -> {
              alertCount++;
              if (alerts.size() < maxAlerts) {
                packIndex
                    .captions()
                    .known(match.key())
                    .map(Caption::text)
                    .ifPresent(alert::setCaption);
                alerts.add(alert.build());
              }
            });
  }
}
