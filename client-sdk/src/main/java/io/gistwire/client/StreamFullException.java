package io.gistwire.client;

/**
 * A gist was not accepted because too many wait already: for the encoder, or for the outbox's disk.
 * Nothing of it was kept. The message has the counts and the limits; the remedy is to wait for
 * {@link GistStream#ready()} and to send it again.
 */
public final class StreamFullException extends GistwireException {
  private static final long serialVersionUID = 1L;

  /** The problem names the counts and the limits. */
  public StreamFullException(String problem) {
    super(Reason.STREAM_FULL, problem, "wait for ready() and send again", null, null);
  }
}
