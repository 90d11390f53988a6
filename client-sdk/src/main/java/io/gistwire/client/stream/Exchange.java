package io.gistwire.client.stream;

import com.google.protobuf.ByteString;
import io.gistwire.client.GistwireException;
import io.gistwire.client.connection.ServerConnection;
import io.gistwire.client.session.Effect;
import io.gistwire.client.session.Event;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The current Exchange call of a source, if there is one, and what is known over calls: the resume
 * token, the byte counts, why the last one failed. What an earlier call still delivers is passed
 * over. Used on the driver's loop only.
 */
final class Exchange {
  private final String source;
  private final long epoch;
  private final List<String> features;
  private final ServerConnection connection;
  private final Executor loop;
  private ByteString resumeToken = ByteString.EMPTY;
  private @Nullable ExchangeCall call;
  private @Nullable GistwireException failure;
  private long sentBytes;
  private long receivedBytes;

  /**
   * Without a call.
   *
   * @param features of the protocol that the client requests
   */
  Exchange(
      String source,
      long epoch,
      List<String> features,
      ServerConnection connection,
      Executor loop) {
    this.source = source;
    this.epoch = epoch;
    this.features = features;
    this.connection = connection;
    this.loop = loop;
  }

  /** Starts a call and sends Open; events and messages of it come on the loop. */
  void connect(
      Effect.Connect connect, Consumer<Event> events, Consumer<ExchangeResponse> messages) {
    connection.connectNow();
    failure = null;
    call =
        ExchangeCall.start(
            connection.channel(),
            loop,
            (from, event) -> {
              if (from == call) {
                if (event instanceof Event.Ended) {
                  call = null;
                  failure = from.failure();
                }
                events.accept(event);
              }
            },
            (from, response) -> {
              if (from == call) {
                receivedBytes += response.getSerializedSize();
                if (response.hasOpened()) {
                  resumeToken = response.getOpened().getResumeToken();
                }
                messages.accept(response);
              }
            });
    send(ExchangeMessages.open(source, epoch, features, resumeToken, connect));
  }

  /** Sends a message; does nothing without a call. */
  void send(ExchangeRequest request) {
    ExchangeCall current = call;
    if (current != null) {
      current.send(request);
      sentBytes += request.getSerializedSize();
    }
  }

  /** Whether the transport takes another message now; true without a call. */
  boolean isReady() {
    ExchangeCall current = call;
    return current == null || current.isReady();
  }

  void halfClose() {
    ExchangeCall current = call;
    if (current != null) {
      current.halfClose();
    }
  }

  /** Cancels the call, whose events are passed over from here on. */
  void cancel(String why) {
    ExchangeCall current = call;
    call = null;
    if (current != null) {
      current.cancel(why);
    }
  }

  /** Why the last call failed; null when it did not, or was given up from this side. */
  @Nullable GistwireException failure() {
    return failure;
  }

  long sentBytes() {
    return sentBytes;
  }

  long receivedBytes() {
    return receivedBytes;
  }
}
