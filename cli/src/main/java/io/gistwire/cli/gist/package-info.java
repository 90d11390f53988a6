/**
 * Commands that need no server: photos to {@code .gist} files, and what is in such files.
 *
 * <p>In: photos, files, a pack. Out: files and lines. Used by the root command only.
 */
@NullMarked
package io.gistwire.cli.gist;

import org.jspecify.annotations.NullMarked;
