package io.gistwire.client.outbox;

/**
 * A gist that the server refused for good. It stays until the application takes it away.
 *
 * @param sequence its number in the epoch
 * @param bytes the serialised {@code gistwire.v1.Gist}; empty when it was trimmed before the
 *     refusal was received
 * @param status the gRPC status code's name, for instance INVALID_ARGUMENT
 * @param reason the server's sentence
 * @param rejectedAtMillis when the refusal was received, milliseconds since 1970-01-01 UTC
 */
public record DeadLetter(
    long sequence, byte[] bytes, String status, String reason, long rejectedAtMillis) {}
