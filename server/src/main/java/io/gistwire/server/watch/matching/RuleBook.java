package io.gistwire.server.watch.matching;

import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.Match;
import io.gistwire.proto.v1.MatchPart;
import io.gistwire.server.watch.store.WatchSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Hours, count rules and quiet periods: which matches become alerts. Not thread-safe. */
final class RuleBook {
  private final Map<WatchSource, SourceRules> rules = new HashMap<>();
  private final Set<WatchSource> changed = new HashSet<>();

  /** The alert that a match raises, without name, position, raise time and caption. */
  Optional<Alert.Builder> match(WatchMatch match) {
    CompiledWatch watch = match.watch();
    if (!watch.schedule().includes(match.capturedMillis())) {
      return Optional.empty();
    }
    Optional<List<String>> raised = Optional.of(List.of());
    if (watch.matchCount() > 1 || watch.quietMillis() > 0) {
      String source = match.key().epoch().source().source();
      WatchSource key = new WatchSource(watch.tenant(), watch.watch().getName(), source);
      changed.add(key);
      raised =
          rules
              .computeIfAbsent(key, fresh -> new SourceRules())
              .match(
                  match.key().toName(),
                  match.capturedMillis(),
                  watch.quietMillis(),
                  watch.matchCount(),
                  watch.windowMillis());
    }
    return raised.map(counted -> alert(match).addAllCountedGists(counted));
  }

  private static Alert.Builder alert(WatchMatch match) {
    return Alert.newBuilder()
        .setGist(match.key().toName())
        .setSource(match.key().epoch().source().toName())
        .setScore(match.score())
        .setThreshold(match.threshold())
        .setCaptureTime(Timestamps.fromMillis(match.capturedMillis()))
        .addMatches(
            Match.newBuilder()
                .setPart(part(match.watch().condition()))
                .setScore(match.score())
                .addAllTerms(match.terms()));
  }

  private static MatchPart part(CompiledCondition condition) {
    if (condition instanceof CompiledCondition.Vector) {
      return MatchPart.MATCH_PART_EMBEDDING;
    }
    return condition instanceof CompiledCondition.Labels
        ? MatchPart.MATCH_PART_LABELS
        : MatchPart.MATCH_PART_CAPTION;
  }

  void put(WatchSource key, SourceRules state) {
    rules.put(key, state);
  }

  /** What changed since the last call. */
  Map<WatchSource, byte[]> takeChanged() {
    Map<WatchSource, byte[]> taken = new HashMap<>();
    changed.forEach(key -> taken.put(key, rules.get(key).toBytes()));
    changed.clear();
    return taken;
  }

  void forget(String tenant, String watch) {
    rules.keySet().removeIf(key -> key.isOf(tenant, watch));
    changed.removeIf(key -> key.isOf(tenant, watch));
  }

  void clear() {
    rules.clear();
    changed.clear();
  }
}
