package io.gistwire.server.ledger;

/**
 * What is known of a source. Times are milliseconds UTC, 0 where unknown.
 *
 * @param layerBytes of live gists
 * @param skippedCount sequences skipped for any reason, lost ones included
 */
public record SourceRecord(
    SourceKey key,
    long gistCount,
    long layerBytes,
    long skippedCount,
    long lostCount,
    long rejectedCount,
    long lastReceiveMillis,
    long clockSkewMillis) {}
