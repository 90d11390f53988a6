/**
 * {@code gistwire send}: photos of files, folders and followed folders to a server, each once.
 *
 * <p>In: paths, a stream. Out: gists on the stream, lines of what was delivered and what was not.
 * Used by the root command only.
 */
@NullMarked
package io.gistwire.cli.send;

import org.jspecify.annotations.NullMarked;
