package io.gistwire.client.outbox;

/**
 * What an outbox holds at a moment.
 *
 * @param entries gists that wait for their ack
 * @param bytes the sum of their serialised bytes
 * @param lastSequence the last sequence ever given; 0 before the first
 * @param trimmedThrough all sequences up to this one are acknowledged and deleted; 0 at first
 * @param laterBytes bytes kept for later answers
 * @param deadLetters gists refused by the server
 */
public record OutboxStats(
    int entries,
    long bytes,
    long lastSequence,
    long trimmedThrough,
    long laterBytes,
    int deadLetters) {}
