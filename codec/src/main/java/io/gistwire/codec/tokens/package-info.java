/**
 * The structure layer: token grids of the pack's picture autoencoder, coarse to fine, that can be
 * cut after any byte (FORMAT.md, 10).
 *
 * <p>In: a pack's token tables, grids of tokens, the code's first index. Out: bytes, or the tokens
 * that the bytes at hand determine. Thread-safe. Used by photo encoders and painters.
 */
@NullMarked
package io.gistwire.codec.tokens;

import org.jspecify.annotations.NullMarked;
