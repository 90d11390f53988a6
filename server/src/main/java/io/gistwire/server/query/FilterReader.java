package io.gistwire.server.query;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.TimeRange;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.index.LayerMask;
import io.gistwire.server.refusal.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks filters and turns their names into numbers. */
public final class FilterReader {
  private static final String PREFIX = "sources/";
  private static final int MAX_SOURCES = 1000;
  private static final int MAX_LABELS = 32;

  private FilterReader() {}

  /**
   * The filter, ready; it never takes more than the caller may see.
   *
   * @throws Refusal when something in it is not allowed
   */
  public static GistFilter read(Filter filter, QueryPack pack, Caller caller) {
    checkLayers(filter);
    TimeRange captured = filter.getCaptureTime();
    TimeRange received = filter.getReceiveTime();
    return new GistFilter(
        sources("filter.sources", filter.getSourcesList(), caller),
        start("filter.capture_time", captured),
        end("filter.capture_time", captured),
        start("filter.receive_time", received),
        end("filter.receive_time", received),
        labels("filter.all_labels", filter.getAllLabelsList(), pack),
        labels("filter.any_labels", filter.getAnyLabelsList(), pack),
        labels("filter.no_labels", filter.getNoLabelsList(), pack),
        LayerMask.of(filter.getLayersList()),
        Long.MAX_VALUE);
  }

  /** The parts after {@code sources/}; those that the caller may see when none are named. */
  public static Set<String> sources(String field, List<String> names, Caller caller) {
    if (names.size() > MAX_SOURCES) {
      throw Refusal.ofField(field, "has " + names.size() + " sources; at most " + MAX_SOURCES);
    }
    Set<String> sources = new HashSet<>();
    for (String name : names) {
      if (!name.matches("sources/[^/]{1,63}")) {
        throw Refusal.ofField(field, "'" + Refusal.shown(name) + "' is no source; sources/NAME is");
      }
      String source = name.substring(PREFIX.length());
      caller.requireSource(source);
      sources.add(source);
    }
    return sources.isEmpty() ? Set.copyOf(caller.sources()) : sources;
  }

  /**
   * Numbers of labels of the pack.
   *
   * @throws Refusal {@code LABEL_UNKNOWN} for a name that the pack does not have
   */
  public static List<Integer> labels(String field, List<String> names, QueryPack pack) {
    if (names.size() > MAX_LABELS) {
      throw Refusal.ofField(field, "has " + names.size() + " labels; at most " + MAX_LABELS);
    }
    List<Integer> numbers = new ArrayList<>();
    for (String name : names) {
      int number = pack.labels().indexOf(name);
      if (number < 0) {
        String message =
            "'"
                + Refusal.shown(name)
                + "' is no label of "
                + pack.name()
                + "; it has "
                + some(pack);
        throw Refusal.of(ErrorReason.ERROR_REASON_LABEL_UNKNOWN, field + ": " + message)
            .with("label", name)
            .withField(field, message);
      }
      numbers.add(number);
    }
    return numbers;
  }

  private static String some(QueryPack pack) {
    List<String> labels = pack.labels();
    return labels.isEmpty()
        ? "none"
        : String.join(", ", labels.subList(0, Math.min(10, labels.size()))) + ", …";
  }

  private static void checkLayers(Filter filter) {
    for (LayerKind kind : filter.getLayersList()) {
      if (kind == LayerKind.UNRECOGNIZED || kind == LayerKind.LAYER_KIND_UNSPECIFIED) {
        throw Refusal.ofField("filter.layers", "names a kind of layer that does not exist");
      }
    }
  }

  private static long start(String field, TimeRange range) {
    return range.hasStartTime()
        ? millis(field + ".start_time", range.getStartTime())
        : Long.MIN_VALUE;
  }

  private static long end(String field, TimeRange range) {
    if (!range.hasEndTime()) {
      return Long.MAX_VALUE;
    }
    long end = millis(field + ".end_time", range.getEndTime());
    if (range.hasStartTime() && end < start(field, range)) {
      throw Refusal.ofField(field, "ends before it starts; swap the two");
    }
    return end;
  }

  private static long millis(String field, Timestamp time) {
    if (!Timestamps.isValid(time)) {
      throw Refusal.ofField(field, "is no time from the years 1 to 9999");
    }
    return Timestamps.toMillis(time);
  }
}
