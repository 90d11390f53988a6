package io.gistwire.client.stream;

import io.gistwire.client.GistwireException;
import io.gistwire.client.StreamListener;
import io.gistwire.client.outbox.DeadLetter;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.session.SessionState;
import io.gistwire.codec.LayerKind;
import java.time.Duration;
import java.util.List;

/** Calls the application's listener, in order, on the callback executor. Thread-safe. */
final class Notices {
  private final SerialExecutor callbacks;
  private final StreamListener listener;
  private final DisconnectReports reports = new DisconnectReports();

  Notices(SerialExecutor callbacks, StreamListener listener) {
    this.callbacks = callbacks;
    this.listener = listener;
  }

  void stateChanged(SessionState state, String why) {
    callbacks.execute(() -> listener.stateChanged(state, why));
  }

  /** Called on the driver's loop only. */
  void disconnected(GistwireException cause, long retryMillis) {
    if (reports.isDue(cause, System.nanoTime())) {
      callbacks.execute(() -> listener.disconnected(cause, Duration.ofMillis(retryMillis)));
    }
  }

  void wireBytes(long sent, long received) {
    callbacks.execute(() -> listener.wireBytes(sent, received));
  }

  void acknowledged(long through) {
    callbacks.execute(() -> listener.acknowledged(through));
  }

  void rejected(DeadLetter letter) {
    callbacks.execute(() -> listener.rejected(letter));
  }

  void lost(long first, long last) {
    callbacks.execute(() -> listener.lost(first, last));
  }

  void refineAsked(List<Long> sequences, List<LayerKind> kinds) {
    callbacks.execute(() -> listener.refineAsked(sequences, kinds));
  }

  void outboxFailed(OutboxException why) {
    callbacks.execute(() -> listener.outboxFailed(why));
  }
}
