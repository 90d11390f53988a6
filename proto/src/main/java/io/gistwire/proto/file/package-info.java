/**
 * Reads and writes {@code .gist} files: one gist, what gives its bits their meaning, and a
 * checksum.
 *
 * <p>In: a gist and its code fingerprint, or the bytes of a file that is not trusted. Out: the
 * file's bytes, or the gist with its checksum verified. Who: anyone who keeps gists outside the
 * ledger; {@link io.gistwire.proto.file.GistFiles} is the door.
 */
@NullMarked
package io.gistwire.proto.file;

import org.jspecify.annotations.NullMarked;
