package io.gistwire.cluster.ledger;

/**
 * Marker of a single call, written before the gist that it names. It counts when that gist is
 * committed and names the request; else the call may be made again.
 *
 * @param epoch 16 hexadecimal digits
 * @param term lease of the epoch that wrote it
 */
record RequestDocument(String epoch, long sequence, long digest, long received, long term) {}
