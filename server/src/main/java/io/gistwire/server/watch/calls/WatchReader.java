package io.gistwire.server.watch.calls;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.gistwire.proto.v1.Embedding;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WeeklyHours;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.filter.CompiledFilter;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.query.CompiledQuery;
import io.gistwire.server.query.QueryPack;
import io.gistwire.server.query.QueryReader;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.watch.matching.WatchCompiler;
import io.gistwire.server.watch.store.StoredWatch;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Checks watches that callers send, and fills in what they left out. Thread-safe. */
final class WatchReader {
  /** One gist in a thousand. */
  static final float DEFAULT_MIN_SCORE = 0.5f;

  private static final int MAX_NAME = 200;
  private static final int MIN_SECRET = 24;
  private static final int MAX_SECRET = 200;
  private static final int MAX_HOURS = 50;
  private static final int MINUTES_OF_DAY = 1440;
  private static final int MAX_MATCHES = 10_000;
  private static final long MAX_SPAN_MILLIS = 7L * 24 * 60 * 60 * 1000;

  private final PackIndexes indexes;
  private final QueryReader queries;
  private final WatchCompiler compiler;
  private final HookRule hooks;

  WatchReader(PackIndexes indexes, QueryReader queries, WatchCompiler compiler, HookRule hooks) {
    this.indexes = indexes;
    this.queries = queries;
    this.compiler = compiler;
    this.hooks = hooks;
  }

  /**
   * The watch as it is stored.
   *
   * @param afterPosition gists up to here are not looked at
   */
  StoredWatch read(Watch asked, Caller caller, long afterPosition) {
    return read(asked, caller, afterPosition, Optional.empty());
  }

  /**
   * A changed watch that looks for the same as before: its vector is kept, what it was made from
   * may no longer exist.
   */
  StoredWatch reread(Watch changed, Caller caller, StoredWatch old) {
    return read(changed, caller, old.afterPosition(), Optional.of(old.vector()));
  }

  private StoredWatch read(Watch asked, Caller caller, long after, Optional<float[]> known) {
    QueryPack pack = indexes.require(asked.getCodeFingerprint()).pack();
    if (asked.getDisplayName().length() > MAX_NAME) {
      throw Refusal.ofField(
          "watch.display_name",
          "has " + asked.getDisplayName().length() + " characters; at most " + MAX_NAME);
    }
    checkHours(asked);
    span("watch.quiet_period", asked.getQuietPeriod(), 0);
    checkCountRule(asked);
    checkWebhook(asked);
    Watch.Builder watch =
        asked.toBuilder()
            .setCodeFingerprint(ByteString.copyFrom(pack.fingerprint().toByteArray()))
            .clearSources();
    // A token for some sources makes watches for these alone.
    new TreeSet<>(CompiledFilter.sources("watch.sources", asked.getSourcesList(), caller))
        .forEach(source -> watch.addSources("sources/" + source));
    float[] vector = readCondition(watch, pack, caller, known);
    return new StoredWatch(caller.tenant(), watch.build(), vector, after);
  }

  private float[] readCondition(
      Watch.Builder watch, QueryPack pack, Caller caller, Optional<float[]> known) {
    WatchCondition condition = watch.getCondition();
    switch (condition.getKindCase()) {
      case QUERY:
        checkThreshold(watch);
        return known.orElseGet(() -> readQuery(watch, pack, caller));
      case LABELS:
        refuseThreshold(watch);
        if (condition.getLabels().getLabelsCount() == 0) {
          throw Refusal.ofField("watch.condition.labels.labels", "is empty; 1 to 32 are needed");
        }
        CompiledFilter.labels(
            "watch.condition.labels.labels", condition.getLabels().getLabelsList(), pack);
        return new float[0];
      case CAPTION_EXPRESSION:
        refuseThreshold(watch);
        compiler.expression(condition.getCaptionExpression());
        return new float[0];
      default:
        throw Refusal.ofField(
            "watch.condition", "is missing; set one of query, labels and caption_expression");
    }
  }

  private float[] readQuery(Watch.Builder watch, QueryPack pack, Caller caller) {
    Query query = watch.getCondition().getQuery();
    if (!query.getCaptionWords().isEmpty()) {
      throw Refusal.ofField(
          "watch.condition.query.caption_words",
          "cannot be used in a watch; make one with a caption_expression");
    }
    CompiledQuery compiled = queries.read(query, pack, caller);
    watch.setCondition(WatchCondition.newBuilder().setQuery(withoutPhotos(query, pack, caller)));
    return compiled.vector().orElseThrow();
  }

  /** A photo is kept as its vector. */
  private Query withoutPhotos(Query query, QueryPack pack, Caller caller) {
    Query.Builder kept = query.toBuilder();
    for (int i = 0; i < query.getTermsCount(); i++) {
      if (query.getTerms(i).getKindCase() == QueryTerm.KindCase.PHOTO) {
        Query alone =
            Query.newBuilder().addTerms(query.getTerms(i).toBuilder().setWeight(1)).build();
        Embedding.Builder embedding = Embedding.newBuilder();
        for (float value : queries.read(alone, pack, caller).vector().orElseThrow()) {
          embedding.addValues(value);
        }
        kept.setTerms(i, query.getTerms(i).toBuilder().setEmbedding(embedding));
      }
    }
    return kept.build();
  }

  private static void checkThreshold(Watch.Builder watch) {
    switch (watch.getThresholdCase()) {
      case MIN_SCORE:
        if (!(watch.getMinScore() >= 0 && watch.getMinScore() <= 1)) {
          throw Refusal.ofField(
              "watch.min_score", "is " + watch.getMinScore() + "; 0 to 1 is allowed");
        }
        return;
      case TOP_SHARE:
        if (!(watch.getTopShare() > 0 && watch.getTopShare() <= 1)) {
          throw Refusal.ofField(
              "watch.top_share", "is " + watch.getTopShare() + "; above 0 to 1 is allowed");
        }
        return;
      default:
        watch.setMinScore(DEFAULT_MIN_SCORE);
    }
  }

  private static void refuseThreshold(Watch.Builder watch) {
    if (watch.getThresholdCase() != Watch.ThresholdCase.THRESHOLD_NOT_SET) {
      throw Refusal.ofField(
          "watch.threshold", "is for queries; labels and words either match or do not");
    }
  }

  private static void checkHours(Watch watch) {
    if (watch.getHoursCount() > MAX_HOURS) {
      throw Refusal.ofField(
          "watch.hours", "has " + watch.getHoursCount() + " entries; at most " + MAX_HOURS);
    }
    for (int i = 0; i < watch.getHoursCount(); i++) {
      WeeklyHours hours = watch.getHours(i);
      String field = "watch.hours[" + i + "]";
      for (int day : hours.getDaysList()) {
        checkRange(field + ".days", day, 1, 7);
      }
      checkRange(field + ".start_minute", hours.getStartMinute(), 0, MINUTES_OF_DAY - 1);
      checkRange(field + ".end_minute", hours.getEndMinute(), 0, MINUTES_OF_DAY);
    }
    try {
      ZoneId.of(watch.getTimeZone().isEmpty() ? "UTC" : watch.getTimeZone());
    } catch (DateTimeException e) {
      throw Refusal.ofField(
          "watch.time_zone",
          "'" + Refusal.shown(watch.getTimeZone()) + "' is no time zone; Europe/Oslo is");
    }
  }

  private void checkWebhook(Watch watch) {
    if (!watch.hasWebhook()) {
      return;
    }
    hooks
        .fault(watch.getWebhook().getUrl())
        .ifPresent(
            why -> {
              throw Refusal.ofField(
                  "watch.webhook.url",
                  "is '" + Refusal.shown(watch.getWebhook().getUrl()) + "': " + why);
            });
    int length = watch.getWebhook().getSecret().length();
    if (length > 0 && (length < MIN_SECRET || length > MAX_SECRET)) {
      throw Refusal.ofField(
          "watch.webhook.secret",
          "has "
              + length
              + " characters; "
              + MIN_SECRET
              + " to "
              + MAX_SECRET
              + " are allowed, and without one the server makes it");
    }
  }

  private static void checkRange(String field, int value, int least, int most) {
    if (value < least || value > most) {
      throw Refusal.ofField(
          field,
          "is " + Integer.toUnsignedString(value) + "; " + least + " to " + most + " is allowed");
    }
  }

  private static void checkCountRule(Watch watch) {
    if (watch.hasCountRule()) {
      checkRange(
          "watch.count_rule.match_count", watch.getCountRule().getMatchCount(), 2, MAX_MATCHES);
      span("watch.count_rule.window", watch.getCountRule().getWindow(), 1);
    }
  }

  private static void span(String field, Duration duration, long leastMillis) {
    List<String> faults = new ArrayList<>();
    if (!Durations.isValid(duration)) {
      faults.add("is no duration");
    } else if (Durations.toMillis(duration) < leastMillis) {
      faults.add("is " + Durations.toMillis(duration) + " ms; at least " + leastMillis + " ms");
    } else if (Durations.toMillis(duration) > MAX_SPAN_MILLIS) {
      faults.add("is longer than 7 days");
    }
    if (!faults.isEmpty()) {
      throw Refusal.ofField(field, faults.get(0));
    }
  }
}
