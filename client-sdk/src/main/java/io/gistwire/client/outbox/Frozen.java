package io.gistwire.client.outbox;

import org.jspecify.annotations.Nullable;

/**
 * The final bytes of an entry.
 *
 * @param sequence the entry
 * @param bytes what is sent
 * @param later serialised layers kept back for a later answer; null when there are none
 */
public record Frozen(long sequence, byte[] bytes, byte @Nullable [] later) {}
