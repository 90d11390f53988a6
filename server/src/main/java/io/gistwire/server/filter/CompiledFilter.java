package io.gistwire.server.filter;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.TimeRange;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.index.LayerMask;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.SourceNames;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.query.QueryPack;
import io.gistwire.server.refusal.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A request's filter, checked and compiled for its caller; it never takes more than the caller may
 * see. Immutable.
 */
public final class CompiledFilter {
  private static final int MAX_SOURCES = 1000;
  private static final int MAX_LABELS = 32;
  private static final int SHOWN_LABELS = 10;

  /** Everything but the labels, whose numbers differ between packs. */
  private final GistFilter bounds;

  private final Filter labels;
  private final Function<HeldGist, List<String>> labelsOf;

  private CompiledFilter(
      GistFilter bounds, Filter labels, Function<HeldGist, List<String>> labelsOf) {
    this.bounds = bounds;
    this.labels = labels;
    this.labelsOf = labelsOf;
  }

  /**
   * Compiles a filter.
   *
   * @throws Refusal when something in it is not allowed
   */
  public static CompiledFilter of(Filter filter, Caller caller) {
    return of("", filter, caller);
  }

  /**
   * Compiles a filter below a parent.
   *
   * @param parent {@code sources/{source}}, {@code sources/-} or empty
   * @throws Refusal when something in them is not allowed
   */
  public static CompiledFilter of(String parent, Filter filter, Caller caller) {
    checkLayers(filter);
    checkLabels("filter.all_labels", filter.getAllLabelsCount());
    checkLabels("filter.any_labels", filter.getAnyLabelsCount());
    checkLabels("filter.no_labels", filter.getNoLabelsCount());
    TimeRange captured = filter.getCaptureTime();
    TimeRange received = filter.getReceiveTime();
    GistFilter bounds =
        new GistFilter(
            sources(parent, filter, caller),
            start("filter.capture_time", captured),
            end("filter.capture_time", captured),
            start("filter.receive_time", received),
            end("filter.receive_time", received),
            List.of(),
            List.of(),
            List.of(),
            LayerMask.of(filter.getLayersList()),
            Long.MAX_VALUE);
    return new CompiledFilter(
        bounds,
        filter,
        held -> {
          throw new IllegalStateException("labels of stored gists are read by among() only");
        });
  }

  private static Set<String> sources(String parent, Filter filter, Caller caller) {
    boolean isBelow = !parent.isEmpty() && !parent.equals("sources/-");
    if (isBelow && filter.getSourcesCount() > 0) {
      boolean isSame = filter.getSourcesList().equals(List.of(parent));
      if (!isSame) {
        throw Refusal.ofField("filter.sources", "lies outside of parent " + Refusal.shown(parent));
      }
    }
    return isBelow
        ? sources("parent", List.of(parent), caller)
        : sources("filter.sources", filter.getSourcesList(), caller);
  }

  /**
   * The parts after {@code sources/} of some names; those that the caller may see when none are
   * named, where empty means all of the tenant.
   *
   * @throws Refusal when one is no name of a source, or not for this caller
   */
  public static Set<String> sources(String field, List<String> names, Caller caller) {
    if (names.size() > MAX_SOURCES) {
      throw Refusal.ofField(field, "has " + names.size() + " sources; at most " + MAX_SOURCES);
    }
    Set<String> sources = new LinkedHashSet<>();
    for (String name : names) {
      String source =
          SourceNames.parse(name)
              .orElseThrow(
                  () ->
                      Refusal.ofField(
                          field, "'" + Refusal.shown(name) + "' is no source; sources/NAME is"));
      caller.requireSource(source);
      sources.add(source);
    }
    return sources.isEmpty() ? Set.copyOf(caller.sources()) : sources;
  }

  private static void checkLayers(Filter filter) {
    for (LayerKind kind : filter.getLayersList()) {
      if (kind == LayerKind.UNRECOGNIZED || kind == LayerKind.LAYER_KIND_UNSPECIFIED) {
        throw Refusal.ofField("filter.layers", "names a kind of layer that does not exist");
      }
    }
  }

  private static void checkLabels(String field, int count) {
    if (count > MAX_LABELS) {
      throw Refusal.ofField(field, "has " + count + " labels; at most " + MAX_LABELS);
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

  /**
   * The same filter for the index of a pack, with its numbers of the labels.
   *
   * @throws Refusal {@code LABEL_UNKNOWN} for a name that the pack does not have
   */
  public GistFilter in(QueryPack pack) {
    return new GistFilter(
        bounds.sources(),
        bounds.capturedFromMillis(),
        bounds.capturedToMillis(),
        bounds.receivedFromMillis(),
        bounds.receivedToMillis(),
        labels("filter.all_labels", labels.getAllLabelsList(), pack),
        labels("filter.any_labels", labels.getAnyLabelsList(), pack),
        labels("filter.no_labels", labels.getNoLabelsList(), pack),
        bounds.layers(),
        Long.MAX_VALUE);
  }

  /**
   * Numbers of labels of a pack.
   *
   * @throws Refusal {@code LABEL_UNKNOWN} for a name that the pack does not have
   */
  public static List<Integer> labels(String field, List<String> names, QueryPack pack) {
    checkLabels(field, names.size());
    List<Integer> numbers = new ArrayList<>();
    for (String name : names) {
      int number = pack.labels().indexOf(name);
      if (number < 0) {
        throw unknown(field, name, pack.name(), pack.labels());
      }
      numbers.add(number);
    }
    return numbers;
  }

  private static Refusal unknown(String field, String name, String where, List<String> known) {
    String some =
        known.isEmpty()
            ? "none"
            : String.join(", ", known.subList(0, Math.min(SHOWN_LABELS, known.size()))) + ", …";
    String message = "'" + Refusal.shown(name) + "' is no label of " + where + "; it has " + some;
    return Refusal.of(ErrorReason.ERROR_REASON_LABEL_UNKNOWN, field + ": " + message)
        .with("label", name)
        .withField(field, message);
  }

  /**
   * The same filter for stored gists of any pack, whose labels it reads through these. Each label
   * must be one of a pack that is served.
   *
   * @throws Refusal {@code LABEL_UNKNOWN} for a name that none has
   */
  public CompiledFilter among(PackIndexes indexes) {
    requireKnown("filter.all_labels", labels.getAllLabelsList(), indexes);
    requireKnown("filter.any_labels", labels.getAnyLabelsList(), indexes);
    requireKnown("filter.no_labels", labels.getNoLabelsList(), indexes);
    return new CompiledFilter(bounds, labels, indexes::labels);
  }

  private static void requireKnown(String field, List<String> names, PackIndexes indexes) {
    for (String name : names) {
      List<PackIndex> all = indexes.all();
      if (all.stream().noneMatch(one -> one.pack().labels().contains(name))) {
        throw all.isEmpty()
            ? unknown(field, name, "this server, which serves no pack", List.of())
            : unknown(field, name, all.get(0).pack().name(), all.get(0).pack().labels());
      }
    }
  }

  /** Parts after {@code sources/}; empty means all of the tenant. */
  public List<String> sources() {
    return List.copyOf(bounds.sources());
  }

  /**
   * Whether a gist's source is among those that are wanted; of a deleted one nothing more is known.
   */
  public boolean takesSource(GistKey key) {
    return bounds.sources().isEmpty() || bounds.sources().contains(key.epoch().source().source());
  }

  /**
   * Whether a gist of the caller's tenant passes; its labels are read where they decide. To be
   * called on what {@link #among} returned.
   */
  public boolean takes(HeldGist held) {
    return takesSource(held.key())
        && bounds.takesTimes(held.capturedMillis(), held.receivedMillis())
        && (LayerMask.of(held.gist()) & bounds.layers()) == bounds.layers()
        && takesLabels(held);
  }

  private boolean takesLabels(HeldGist held) {
    int conditions =
        labels.getAllLabelsCount() + labels.getAnyLabelsCount() + labels.getNoLabelsCount();
    if (conditions == 0) {
      return true;
    }
    List<String> has = labelsOf.apply(held);
    return has.containsAll(labels.getAllLabelsList())
        && (labels.getAnyLabelsCount() == 0
            || !Collections.disjoint(has, labels.getAnyLabelsList()))
        && Collections.disjoint(has, labels.getNoLabelsList());
  }
}
