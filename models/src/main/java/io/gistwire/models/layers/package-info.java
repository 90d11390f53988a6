/**
 * The layers of a gist, each made by its own writer from one encoded photo.
 *
 * <p>In: a {@link io.gistwire.models.layers.CodedPhoto}: picture, vector and embedding code. Out:
 * {@link io.gistwire.codec.Layer layers}; which ones, the manifest and the caller's options say.
 * Called by the photo encoder.
 */
@NullMarked
package io.gistwire.models.layers;

import org.jspecify.annotations.NullMarked;
