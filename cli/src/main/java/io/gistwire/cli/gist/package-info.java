/**
 * Commands that need no server: photos to {@code .gist} files, and what stands in such files.
 *
 * <p>In: photos, files, a pack. Out: files and lines. Used by the root command only.
 */
package io.gistwire.cli.gist;
