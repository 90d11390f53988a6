package io.gistwire.server.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Operations that the ledger has not answered, in their order; the first one is never known yet.
 */
final class UnderWay {
  private final Deque<SessionOutcome> operations = new ArrayDeque<>();
  private int gists;
  private long bytes;

  void add(SessionOutcome operation) {
    operations.add(operation);
    gists += operation.gistCount();
    bytes += operation.creditBytes();
  }

  boolean isEmpty() {
    return operations.isEmpty();
  }

  int count() {
    return operations.size();
  }

  /** Gists of all of them: what they cost in memory, whatever they took on the wire. */
  int gistCount() {
    return gists;
  }

  /** Bytes of their messages. */
  long byteCount() {
    return bytes;
  }

  /** The one that the ledger answers next. */
  SessionOutcome first() {
    return operations.element();
  }

  /** Takes the first one if its outcome is known. */
  Optional<SessionOutcome> takeKnown() {
    return isEmpty() || !first().isKnown() ? Optional.empty() : Optional.of(remove());
  }

  /** Gives the first one up, if there is one: it failed. */
  Optional<SessionOutcome> drop() {
    return isEmpty() ? Optional.empty() : Optional.of(remove());
  }

  private SessionOutcome remove() {
    SessionOutcome operation = operations.remove();
    gists -= operation.gistCount();
    bytes -= operation.creditBytes();
    return operation;
  }
}
