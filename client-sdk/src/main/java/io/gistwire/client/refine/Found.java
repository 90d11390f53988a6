package io.gistwire.client.refine;

import io.gistwire.proto.v1.DeclineReason;
import io.gistwire.proto.v1.Layer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is for a {@link Wish}.
 *
 * @param layers those of the kinds asked for that could be had
 * @param reason why there are none; null when there are some
 */
public record Found(List<Layer> layers, @Nullable DeclineReason reason) {}
