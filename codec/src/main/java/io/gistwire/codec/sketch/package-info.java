/**
 * The sketch layer: a bilevel picture, each pixel coded given those before it (FORMAT.md, 9).
 *
 * <p>In: a {@link io.gistwire.codec.sketch.Sketch} or the layer's bytes. Out: the other. Any bytes
 * decode to a sketch of at most 256 x 256 pixels. Thread-safe. Used by photo encoders and readers.
 */
@NullMarked
package io.gistwire.codec.sketch;

import org.jspecify.annotations.NullMarked;
