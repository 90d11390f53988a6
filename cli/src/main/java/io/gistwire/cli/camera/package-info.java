/**
 * A camera on the command line: frames from a folder or a Motion-JPEG pipe, sent when their meaning
 * has moved.
 *
 * <p>In: JPEG files or a byte stream. Out: gists on a stream, a line of what was held back. Used by
 * the root command only.
 */
@NullMarked
package io.gistwire.cli.camera;

import org.jspecify.annotations.NullMarked;
