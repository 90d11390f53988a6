/**
 * The usual picture codecs, to compare with.
 *
 * <p>In: pictures and settings. Out: files and pictures. Used by the benchmarks and the demo.
 */
@NullMarked
package io.gistwire.cli.picture;

import org.jspecify.annotations.NullMarked;
