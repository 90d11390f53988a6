package io.gistwire.server.packs;

import io.gistwire.proto.batch.BatchColumns;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What gists of one code fingerprint may be: kinds, lengths, conditioning. Looks at sizes only;
 * whether the bits decode is found out by whoever reads them. Immutable and thread-safe.
 */
public final class GistRules {
  private static final int MAX_STAGES = 16;

  private final String subject;
  private final Map<LayerKind, LayerLimit> limits;

  private GistRules(String subject, Map<LayerKind, LayerLimit> limits) {
    this.subject = subject;
    this.limits = limits;
  }

  /**
   * Rules of some kinds of layers.
   *
   * @param subject who sets them, for messages: {@code pack base-1}
   */
  static GistRules of(String subject, List<LayerLimit> limits) {
    Map<LayerKind, LayerLimit> byKind = new EnumMap<>(LayerKind.class);
    limits.forEach(limit -> byKind.put(limit.kind(), limit));
    return new GistRules(subject, byKind);
  }

  /** Rules for a code whose pack is not here: the widest that any pack may allow. */
  public static GistRules widest() {
    Map<LayerKind, LayerLimit> byKind = new EnumMap<>(LayerKind.class);
    for (io.gistwire.codec.LayerKind kind : io.gistwire.codec.LayerKind.values()) {
      LayerKind wire = LayerKind.forNumber(kind.number());
      byKind.put(wire, new LayerLimit(wire, 0, kind.maxBytes()));
    }
    return new GistRules("any pack", byKind);
  }

  /** What is wrong with a new gist, if anything. */
  public Optional<GistFault> check(Gist gist, int maxGistBytes) {
    if (gist.getSerializedSize() > maxGistBytes) {
      return fault(
          ErrorReason.ERROR_REASON_GIST_TOO_LARGE,
          "gist has "
              + gist.getSerializedSize()
              + " bytes; at most "
              + maxGistBytes
              + " are allowed");
    }
    long time = gist.getCaptureTimeMillis();
    if (time < BatchColumns.MIN_CAPTURE_TIME_MILLIS
        || time > BatchColumns.MAX_CAPTURE_TIME_MILLIS) {
      return fault(
          ErrorReason.ERROR_REASON_CAPTURE_TIME_INVALID,
          "capture time " + time + " ms lies outside the years 1 to 9999; 0 means unknown");
    }
    Optional<GistFault> layers = checkLayers(gist.getLayersList());
    return layers.isPresent() ? layers : checkConditioning(gist.getLayersList());
  }

  /** What is wrong with layers that come later, if anything. */
  public Optional<GistFault> checkLayers(List<Layer> layers) {
    if (layers.isEmpty()) {
      return malformed("there is no layer; at least one is needed");
    }
    int before = 0;
    for (Layer layer : layers) {
      if (layer.getKindValue() <= before && before != 0) {
        return malformed(
            layer.getKind() + " follows a layer of its own or a higher kind; sort by kind");
      }
      before = layer.getKindValue();
      Optional<GistFault> fault = check(layer);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private Optional<GistFault> check(Layer layer) {
    LayerLimit limit = limits.get(layer.getKind());
    if (limit == null) {
      return malformed(
          "layer of kind " + layer.getKindValue() + "; " + subject + " allows " + limits.keySet());
    }
    int size = layer.getData().size();
    if (size < limit.minBytes() || size > limit.maxBytes()) {
      return malformed(
          layer.getKind()
              + " has "
              + size
              + " bytes; "
              + subject
              + " allows "
              + limit.minBytes()
              + " to "
              + limit.maxBytes());
    }
    int stages = layer.getConditionedStages();
    int maxStages = layer.getKind() == LayerKind.LAYER_KIND_EMBEDDING ? 0 : MAX_STAGES;
    if (stages < 0 || stages > maxStages) {
      return malformed(
          layer.getKind()
              + " is conditioned on "
              + Integer.toUnsignedString(stages)
              + " stages; 0 to "
              + maxStages
              + " are allowed");
    }
    return Optional.empty();
  }

  private static Optional<GistFault> checkConditioning(List<Layer> layers) {
    Layer first = layers.get(0);
    int stages = first.getKind() == LayerKind.LAYER_KIND_EMBEDDING ? first.getData().size() : 0;
    for (Layer layer : layers) {
      if (layer.getConditionedStages() > stages) {
        return malformed(
            layer.getKind()
                + " is conditioned on "
                + layer.getConditionedStages()
                + " stages, but the gist's embedding has "
                + stages);
      }
    }
    return Optional.empty();
  }

  private static Optional<GistFault> malformed(String message) {
    return fault(ErrorReason.ERROR_REASON_LAYER_MALFORMED, message);
  }

  private static Optional<GistFault> fault(ErrorReason reason, String message) {
    return Optional.of(new GistFault(reason, message));
  }
}
