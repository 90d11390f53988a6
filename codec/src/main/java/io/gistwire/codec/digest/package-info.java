/**
 * Digests and their text form, for every module.
 *
 * <p>In: bytes. Out: SHA-256 sums and hex digits. Java 17's own {@code HexFormat} is missing on
 * Android 26, and {@code MessageDigest} wants a checked exception handled that no platform throws.
 * Used by every module; uses nothing of ours.
 */
@NullMarked
package io.gistwire.codec.digest;

import org.jspecify.annotations.NullMarked;
