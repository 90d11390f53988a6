package io.gistwire.server.ledger;

import java.util.List;

/**
 * What became of submissions that are on disk.
 *
 * @param heldThrough every sequence of the epoch from 1 through this one is consumed
 * @param conflicts sequences that had been submitted before with other content; what was held first
 *     is
 */
public record Appended(long heldThrough, List<Long> conflicts) {}
