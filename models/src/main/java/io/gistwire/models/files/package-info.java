/**
 * Where the bytes of a pack lie: a folder, a zip or the class path.
 *
 * <p>In: a place. Out: streams whose size and SHA-256 are checked against the manifest. Called by
 * the packages of {@code models} only.
 */
@NullMarked
package io.gistwire.models.files;

import org.jspecify.annotations.NullMarked;
