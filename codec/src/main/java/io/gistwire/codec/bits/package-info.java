/**
 * Numbers to bits and back over the caller's memory, most significant bit first (FORMAT.md, 1).
 *
 * <p>In: a range of a byte array, small numbers. Out: bytes written or numbers read. Nothing is
 * allocated, no thread is expected to share an instance. Used by the other packages of the codec;
 * open to pack tools.
 */
@NullMarked
package io.gistwire.codec.bits;

import org.jspecify.annotations.NullMarked;
