package io.gistwire.client.stream;

import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.session.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a group of submissions.
 *
 * @param first the sequence of the first that was stored
 * @param kept those that were stored, in order
 * @param fresh the same, ready to send; empty when the session has to load them
 * @param refused those that were not
 * @param why why not; null when all were stored
 * @param dropped sequences that were dropped to free space
 * @param photoFailures photos that could not be kept for later answers
 */
record Stored(
    long first,
    List<OutgoingGist> kept,
    List<Item> fresh,
    List<OutgoingGist> refused,
    @Nullable OutboxException why,
    List<Long> dropped,
    List<OutboxException> photoFailures) {
  long last() {
    return first + kept.size() - 1;
  }
}
