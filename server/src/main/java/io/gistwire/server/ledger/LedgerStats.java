package io.gistwire.server.ledger;

/** Sums over sources, and the file's size. */
public record LedgerStats(
    long sourceCount,
    long gistCount,
    long layerBytes,
    long skippedCount,
    long lostCount,
    long rejectedCount,
    long fileBytes) {}
