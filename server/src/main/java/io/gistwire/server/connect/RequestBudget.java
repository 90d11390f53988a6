package io.gistwire.server.connect;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that bodies of unfinished requests may hold together, so that many large uploads cannot
 * fill the heap. Thread-safe.
 */
final class RequestBudget {
  private final long maxBytes;
  private final AtomicLong taken = new AtomicLong();

  RequestBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes bytes before they are kept.
   *
   * @throws ConnectException RESOURCE_EXHAUSTED when the budget has fewer left; nothing is taken
   *     then
   */
  void take(long bytes) throws ConnectException {
    if (taken.addAndGet(bytes) > maxBytes) {
      taken.addAndGet(-bytes);
      throw new ConnectException(
          ConnectCode.RESOURCE_EXHAUSTED,
          "requests that are under way hold "
              + maxBytes
              + " bytes, which is all that they may; try again later");
    }
  }

  /** Gives back what was taken. */
  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  long takenBytes() {
    return taken.get();
  }
}
