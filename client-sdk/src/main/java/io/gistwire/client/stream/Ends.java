package io.gistwire.client.stream;

import io.gistwire.client.GistwireException;
import io.gistwire.client.GistwireException.Reason;
import io.gistwire.client.StreamStoppedException;
import io.gistwire.client.session.Effect;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed failures for what the session machine decides about connections. Pure. */
final class Ends {
  private Ends() {}

  /** What the transport or the server said, else what the machine found. */
  static GistwireException of(Effect.Disconnected effect, @Nullable GistwireException failure) {
    return failure != null
        ? failure
        : new GistwireException(
            Reason.CONNECTION_LOST, "the connection was given up: " + effect.why(), "", null, null);
  }

  static StreamStoppedException of(Effect.Stopped stopped, @Nullable GistwireException failure) {
    Reason reason = failure == null ? Reason.SERVER_REFUSED : failure.reason();
    if (stopped.fenced()) {
      reason = Reason.SESSION_FENCED;
    } else if (stopped.reason().equals("OUTBOX_BEHIND")) {
      reason = Reason.OUTBOX_OUTDATED;
    }
    return new StreamStoppedException(
        reason,
        stopped.message(),
        failure == null ? "" : failure.remedy(),
        new GistwireException.ServerAnswer(
            stopped.code(),
            stopped.reason(),
            failure == null ? Map.of() : failure.serverMetadata(),
            0),
        failure);
  }

  static StreamStoppedException closed(boolean durable, @Nullable GistwireException lastFailure) {
    return StreamStoppedException.closed(
        "the stream was closed before the gist was delivered; "
            + (durable
                ? "it is in the outbox and is sent at the next start"
                : "its outbox is in memory, so it is lost when the program ends"),
        lastFailure);
  }

  /** What was handed to the stream and reached the outbox only when that was closed. */
  static StreamStoppedException notStored() {
    return StreamStoppedException.closed(
        "the stream was closed before the gist was in the outbox; send it again", null);
  }

  static StreamStoppedException ofFault(RuntimeException fault) {
    return new StreamStoppedException(
        Reason.INTERNAL,
        "a fault in the client ended the stream: " + fault,
        "what was not delivered is sent at the next start; please report this",
        null,
        fault);
  }
}
