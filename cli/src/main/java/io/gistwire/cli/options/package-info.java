/**
 * Options that several commands share: which pack, which device, which server.
 *
 * <p>In: what was typed. Out: opened packs and clients. Used by the commands.
 */
@NullMarked
package io.gistwire.cli.options;

import org.jspecify.annotations.NullMarked;
