package io.gistwire.server.gist;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.TimeRange;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.SourceNames;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.spaces.Spaces;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which gists a list or an export takes: a filter that was checked, for one caller. */
final class GistSelection {
  private static final int MAX_SOURCES = 1000;
  private static final int MAX_LABELS = 32;

  private final List<String> sources;
  private final Filter filter;
  private final Spaces spaces;

  private GistSelection(List<String> sources, Filter filter, Spaces spaces) {
    this.sources = sources;
    this.filter = filter;
    this.spaces = spaces;
  }

  /**
   * Checks a parent and a filter.
   *
   * @param parent {@code sources/{source}}, {@code sources/-} or empty
   * @throws Refusal when something in them is not allowed
   */
  static GistSelection of(String parent, Filter filter, Caller caller, Spaces spaces) {
    checkTimes("filter.capture_time", filter.getCaptureTime());
    checkTimes("filter.receive_time", filter.getReceiveTime());
    int labels =
        Math.max(
            filter.getAllLabelsCount(),
            Math.max(filter.getAnyLabelsCount(), filter.getNoLabelsCount()));
    if (labels > MAX_LABELS) {
      throw Refusal.ofField("filter", labels + " labels; at most " + MAX_LABELS + " are allowed");
    }
    return new GistSelection(sources(parent, filter, caller), filter, spaces);
  }

  private static List<String> sources(String parent, Filter filter, Caller caller) {
    if (filter.getSourcesCount() > MAX_SOURCES) {
      throw Refusal.ofField(
          "filter.sources",
          filter.getSourcesCount() + " sources; at most " + MAX_SOURCES + " are allowed");
    }
    List<String> named = new ArrayList<>();
    for (String name : filter.getSourcesList()) {
      named.add(source("filter.sources", name));
    }
    if (!parent.isEmpty() && !parent.equals("sources/-")) {
      String source = source("parent", parent);
      if (!named.isEmpty() && !named.equals(List.of(source))) {
        throw Refusal.ofField("filter.sources", "lies outside of parent " + Refusal.shown(parent));
      }
      named = List.of(source);
    }
    named.forEach(caller::requireSource);
    return named.isEmpty() ? caller.sources() : named;
  }

  private static String source(String field, String name) {
    return SourceNames.parse(name)
        .orElseThrow(
            () ->
                Refusal.ofField(
                    field, "'" + Refusal.shown(name) + "' is no source; sources/NAME is"));
  }

  private static void checkTimes(String field, TimeRange range) {
    checkTime(field + ".start_time", range.getStartTime());
    checkTime(field + ".end_time", range.getEndTime());
  }

  private static void checkTime(String field, Timestamp time) {
    if (!Timestamps.isValid(time)) {
      throw Refusal.ofField(field, "is no time from the years 1 to 9999");
    }
  }

  /** Parts after {@code sources/}; empty means all of the tenant. */
  List<String> sources() {
    return sources;
  }

  boolean takes(HeldGist held) {
    return takesSource(held.key())
        && contains(filter.getCaptureTime(), held.capturedMillis())
        && contains(filter.getReceiveTime(), held.receivedMillis())
        && takesLayers(held)
        && takesLabels(held);
  }

  /**
   * Whether a gist's source is among those that are wanted; of a deleted one nothing more is known.
   */
  boolean takesSource(GistKey key) {
    return sources.isEmpty() || sources.contains(key.epoch().source().source());
  }

  private static boolean contains(TimeRange range, long millis) {
    return (!range.hasStartTime() || Timestamps.toMillis(range.getStartTime()) <= millis)
        && (!range.hasEndTime() || millis < Timestamps.toMillis(range.getEndTime()));
  }

  private boolean takesLayers(HeldGist held) {
    if (filter.getLayersCount() == 0) {
      return true;
    }
    Set<LayerKind> kinds = EnumSet.noneOf(LayerKind.class);
    for (Layer layer : held.gist().getLayersList()) {
      kinds.add(layer.getKind());
    }
    return kinds.containsAll(filter.getLayersList());
  }

  private boolean takesLabels(HeldGist held) {
    int conditions =
        filter.getAllLabelsCount() + filter.getAnyLabelsCount() + filter.getNoLabelsCount();
    if (conditions == 0) {
      return true;
    }
    List<String> labels = spaces.labels(held.fingerprint(), held.gist());
    return labels.containsAll(filter.getAllLabelsList())
        && (filter.getAnyLabelsCount() == 0
            || !Collections.disjoint(labels, filter.getAnyLabelsList()))
        && Collections.disjoint(labels, filter.getNoLabelsList());
  }
}
