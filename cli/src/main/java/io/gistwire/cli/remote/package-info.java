/**
 * Commands that talk to a server: sending, searching, watching, looking after its ledger.
 *
 * <p>In: arguments. Out: calls of the client, lines or JSON. Used by the root command only.
 */
@NullMarked
package io.gistwire.cli.remote;

import org.jspecify.annotations.NullMarked;
