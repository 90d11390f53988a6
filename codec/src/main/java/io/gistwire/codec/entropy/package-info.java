/**
 * The range coder and the probability models that are not learnt (FORMAT.md, 2 and 3).
 *
 * <p>In: symbols and what a {@link io.gistwire.codec.entropy.SymbolModel} states of them, a range
 * of a byte array. Out: bytes, at most one above the symbols' information. The model is apart from
 * the coder; instances serve one thread. Used by every layer that is range-coded.
 */
@NullMarked
package io.gistwire.codec.entropy;

import org.jspecify.annotations.NullMarked;
