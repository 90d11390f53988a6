/**
 * The domain's own words: a {@link io.gistwire.codec.Gist} of {@link io.gistwire.codec.Layer
 * layers}, who makes it ({@link io.gistwire.codec.PhotoEncoder}) and what can be wrong with bytes.
 *
 * <p>In: bytes and values of the caller. Out: immutable values. Used by every other module; uses
 * the JDK only.
 */
@NullMarked
package io.gistwire.codec;

import org.jspecify.annotations.NullMarked;
