/**
 * The attributes layer: which of the pack's labels hold, coded given the embedding (FORMAT.md, 6).
 *
 * <p>In: a pack's attributes file, a decoded Q14 vector and its number of stages, a label set. Out:
 * the layer's bytes, or the label set and probabilities. Thread-safe. Used by photo encoders and by
 * whoever reads gists.
 */
@NullMarked
package io.gistwire.codec.attributes;

import org.jspecify.annotations.NullMarked;
