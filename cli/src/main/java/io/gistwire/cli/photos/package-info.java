/**
 * Photos on the disk: which files a folder holds, what is passed over, how a photo is read and
 * whether it is complete; Motion-JPEG cut into pictures.
 *
 * <p>In: paths, bytes. Out: files with their place in the folder, bytes, failures that name the
 * file. Used by all commands that take photos or {@code .gist} files.
 */
@NullMarked
package io.gistwire.cli.photos;

import org.jspecify.annotations.NullMarked;
