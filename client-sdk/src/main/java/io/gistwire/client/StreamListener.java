package io.gistwire.client;

import io.gistwire.client.outbox.DeadLetter;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.session.SessionState;
import io.gistwire.codec.LayerKind;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Hears what a stream does. Calls come one at a time, in order, on the client's callback executor;
 * a slow listener delays receipts, never the stream. Every method does nothing by default.
 */
public interface StreamListener {
  /** The session's state changed; {@code why} is a sentence for people. */
  default void stateChanged(SessionState state, String why) {}

  /**
   * The server could not be reached, or the connection was lost. Coalesced: the same cause again
   * (equal reason and problem) is reported at most after one minute, then two, four and so on up to
   * an hour; another cause is reported at once. The stream goes on trying by itself; {@link
   * GistStream#lastFailure()} has the newest cause. Unless overridden, writes one line at WARNING
   * to the logger {@code io.gistwire.client} ({@code java.util.logging}).
   *
   * @param cause what failed; {@link GistwireException#reason()} for programs, {@link
   *     GistwireException#problem()} and {@link GistwireException#remedy()} for people
   * @param retryIn how long from now the next attempt is made
   */
  default void disconnected(GistwireException cause, Duration retryIn) {
    Logger.getLogger("io.gistwire.client")
        .log(
            Level.WARNING,
            "the stream has no connection: {0}; it tries again in {1} ms ({2})",
            new Object[] {
              cause.getMessage(), Long.toString(retryIn.toMillis()), cause.reason().name()
            });
  }

  /**
   * A message was written or read.
   *
   * @param sentBytes serialised bytes of messages sent since the stream was opened
   * @param receivedBytes serialised bytes of messages received since then
   */
  default void wireBytes(long sentBytes, long receivedBytes) {}

  /** Everything through this sequence is on the server's disk. */
  default void acknowledged(long throughSequence) {}

  /** The server refused a gist for good; it is among the dead letters. */
  default void rejected(DeadLetter letter) {}

  /** The server lost gists that it had acknowledged: it was restored from a backup. */
  default void lost(long firstSequence, long lastSequence) {}

  /** The server requests later layers; what the outbox kept is answered by itself. */
  default void refineAsked(List<Long> sequences, List<LayerKind> kinds) {}

  /** The outbox failed at something that no receipt tells of. */
  default void outboxFailed(OutboxException why) {}
}
