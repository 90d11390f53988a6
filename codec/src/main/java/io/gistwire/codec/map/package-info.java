/**
 * The semantic map layer: a small grid of labels, coded by what surrounds each cell (FORMAT.md, 8).
 *
 * <p>In: a {@link io.gistwire.codec.map.SemanticMap} or the layer's bytes. Out: the other. Any
 * bytes decode to a map of at most 64 x 64 cells. Thread-safe. Used by photo encoders and readers.
 */
@NullMarked
package io.gistwire.codec.map;

import org.jspecify.annotations.NullMarked;
