/**
 * Packs kept on this machine, by name and version, as {@code gistwire models} lists, imports and
 * pulls them.
 *
 * <p>In: folders, zips, downloads in pieces. Out: installed packs whose sums were checked before
 * they got their name. Called by the command line and the server.
 */
@NullMarked
package io.gistwire.models.repository;

import org.jspecify.annotations.NullMarked;
