/**
 * What a pack states about itself, as PACK.md defines it.
 *
 * <p>In: the bytes of {@code manifest.json}. Out: a checked {@link
 * io.gistwire.models.manifest.PackManifest}, or a {@link io.gistwire.models.manifest.PackException}
 * that names the member. Called by the rest of {@code models}; users read the records.
 */
@NullMarked
package io.gistwire.models.manifest;

import org.jspecify.annotations.NullMarked;
