package io.gistwire.client;

import java.util.Map;

/** The server refused a gist for good. It is among the outbox's dead letters. */
public final class GistRejectedException extends GistwireException {
  private static final long serialVersionUID = 1L;

  private final long sequence;

  /** The gist of a key was refused with a status, a reason and a sentence of the server's. */
  public GistRejectedException(GistKey key, String status, String serverReason, String message) {
    super(
        Reason.GIST_REJECTED,
        key.name() + " was refused: " + status + ": " + message,
        "",
        new ServerAnswer(status, serverReason, Map.of(), 0),
        null);
    this.sequence = key.sequence();
  }

  /** The gist's place in the epoch. */
  public long sequence() {
    return sequence;
  }
}
