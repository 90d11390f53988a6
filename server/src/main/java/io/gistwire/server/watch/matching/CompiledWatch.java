package io.gistwire.server.watch.matching;

import com.google.protobuf.util.Durations;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Watch;
import io.gistwire.server.watch.store.StoredWatch;
import java.time.ZoneId;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A watch, ready to be matched. Immutable.
 *
 * @param watch as callers see it
 * @param sources parts after {@code sources/}; empty: all
 * @param afterPosition gists up to here were durable before the watch was made
 */
public record CompiledWatch(
    String tenant,
    Watch watch,
    CodeFingerprint fingerprint,
    CompiledCondition condition,
    Set<String> sources,
    WeeklySchedule schedule,
    long afterPosition) {

  static CompiledWatch of(
      StoredWatch stored, CodeFingerprint fingerprint, CompiledCondition condition) {
    Watch watch = stored.watch();
    Set<String> sources =
        watch.getSourcesList().stream()
            .map(name -> name.substring(name.indexOf('/') + 1))
            .collect(Collectors.toUnmodifiableSet());
    String zone = watch.getTimeZone().isEmpty() ? "UTC" : watch.getTimeZone();
    return new CompiledWatch(
        stored.tenant(),
        watch,
        fingerprint,
        condition,
        sources,
        new WeeklySchedule(watch.getHoursList(), ZoneId.of(zone)),
        stored.afterPosition());
  }

  boolean looksAt(String source, long position) {
    return !watch.getDisabled()
        && position > afterPosition
        && (sources.isEmpty() || sources.contains(source));
  }

  long quietMillis() {
    return Durations.toMillis(watch.getQuietPeriod());
  }

  int matchCount() {
    return watch.hasCountRule() ? watch.getCountRule().getMatchCount() : 1;
  }

  long windowMillis() {
    return Durations.toMillis(watch.getCountRule().getWindow());
  }
}
