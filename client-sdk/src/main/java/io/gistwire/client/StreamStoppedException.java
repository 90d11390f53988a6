package io.gistwire.client;

import org.jspecify.annotations.Nullable;

/**
 * The stream sends nothing more; what it did not deliver is still in the outbox, unless that is a
 * volatile one. {@link #reason()} tells why: STREAM_CLOSED when the application closed it, else
 * what ended it for good. The cause is the last failure of the connection, if there was one.
 */
public final class StreamStoppedException extends GistwireException {
  private static final long serialVersionUID = 1L;

  /** A stream that ended for good. */
  public StreamStoppedException(
      Reason reason,
      String problem,
      String remedy,
      @Nullable ServerAnswer answer,
      @Nullable Throwable cause) {
    super(reason, problem, remedy, answer, cause);
  }

  /** The application closed the stream before a gist was delivered. */
  public static StreamStoppedException closed(
      String problem, @Nullable GistwireException lastFailure) {
    return new StreamStoppedException(
        Reason.STREAM_CLOSED,
        lastFailure == null ? problem : problem + " (" + lastFailure.problem() + ")",
        lastFailure == null ? "" : lastFailure.remedy(),
        lastFailure == null ? null : lastFailure.answer(),
        lastFailure);
  }

  /** Whether a newer session of the same outbox took over. */
  public boolean isFenced() {
    return reason() == Reason.SESSION_FENCED;
  }
}
