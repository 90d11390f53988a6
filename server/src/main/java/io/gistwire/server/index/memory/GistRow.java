package io.gistwire.server.index.memory;

import io.gistwire.server.ledger.GistKey;

/**
 * What the table keeps of one gist.
 *
 * @param position place of its PUT in the log
 * @param code a checked code or prefix; empty without an embedding
 * @param layers kinds of layer held, bit {@code number - 1}; not 0
 * @param labels ascending label numbers, or null
 */
record GistRow(
    GistKey key,
    long position,
    long capturedMillis,
    long receivedMillis,
    byte[] code,
    byte layers,
    short[] labels) {}
