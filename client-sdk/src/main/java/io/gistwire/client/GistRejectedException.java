package io.gistwire.client;

/** The server refused a gist for good. It lies among the outbox's dead letters. */
public final class GistRejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long sequence;
  private final String status;

  GistRejectedException(GistKey key, String status, String reason) {
    super(key.name() + " was refused: " + status + ": " + reason);
    this.sequence = key.sequence();
    this.status = status;
  }

  /** The gist's place in the epoch. */
  public long sequence() {
    return sequence;
  }

  /** Name of the gRPC status code. */
  public String status() {
    return status;
  }
}
