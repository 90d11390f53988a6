package io.gistwire.client;

/** The outbox dropped a gist to free space, as its overflow policy states. */
public final class GistDroppedException extends GistwireException {
  private static final long serialVersionUID = 1L;

  /** The gist of a key was dropped. */
  public GistDroppedException(GistKey key) {
    super(
        Reason.GIST_DROPPED,
        key.name() + " was dropped to free space in the outbox",
        "allow a larger outbox with limits(...)",
        null,
        null);
  }
}
