/**
 * The layout layer: colours and brightness on a 16 x 16 grid, as a DCT that can be cut after any
 * byte (FORMAT.md, 7).
 *
 * <p>In: a {@link io.gistwire.codec.layout.LayoutGrid} made from pixels, and how many bytes it may
 * take; or the layer's bytes. Out: the other, equal on every machine. Thread-safe. Used by photo
 * encoders and painters.
 */
@NullMarked
package io.gistwire.codec.layout;

import org.jspecify.annotations.NullMarked;
