package io.gistwire.client.stream;

import io.gistwire.client.GistwireException;
import io.gistwire.client.session.Event;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.SessionServiceGrpc;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One Exchange call. Its callbacks come on the stream's loop. */
final class ExchangeCall implements ClientResponseObserver<ExchangeRequest, ExchangeResponse> {
  private final BiConsumer<ExchangeCall, Event> events;
  private final BiConsumer<ExchangeCall, ExchangeResponse> messages;
  private @Nullable ClientCallStreamObserver<ExchangeRequest> requests;
  private @Nullable GistwireException failure;

  private ExchangeCall(
      BiConsumer<ExchangeCall, Event> events, BiConsumer<ExchangeCall, ExchangeResponse> messages) {
    this.events = events;
    this.messages = messages;
  }

  /** Starts a call whose callbacks run on {@code loop}. */
  static ExchangeCall start(
      Channel channel,
      Executor loop,
      BiConsumer<ExchangeCall, Event> events,
      BiConsumer<ExchangeCall, ExchangeResponse> messages) {
    ExchangeCall call = new ExchangeCall(events, messages);
    SessionServiceGrpc.newStub(channel).withExecutor(loop).exchange(call);
    return call;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ExchangeRequest> stream) {
    requests = stream;
    stream.setOnReadyHandler(() -> events.accept(this, new Event.Ready(stream.isReady())));
  }

  boolean isReady() {
    ClientCallStreamObserver<ExchangeRequest> stream = requests;
    return stream != null && stream.isReady();
  }

  void send(ExchangeRequest request) {
    ClientCallStreamObserver<ExchangeRequest> stream = requests;
    if (stream != null) {
      stream.onNext(request);
    }
  }

  void halfClose() {
    ClientCallStreamObserver<ExchangeRequest> stream = requests;
    if (stream != null) {
      stream.onCompleted();
    }
  }

  void cancel(String why) {
    ClientCallStreamObserver<ExchangeRequest> stream = requests;
    if (stream != null) {
      stream.cancel(why, null);
    }
  }

  @Override
  public void onNext(ExchangeResponse response) {
    messages.accept(this, response);
  }

  @Override
  public void onError(Throwable error) {
    GistwireException typed = GistwireException.of(error);
    failure = typed;
    events.accept(
        this,
        new Event.Ended(
            typed.status(),
            typed.serverReason(),
            typed.problem(),
            typed.retryAfter().map(Duration::toMillis).orElse(0L)));
  }

  /** Why the call ended; null while it has not, or when it ended regularly. */
  @Nullable GistwireException failure() {
    return failure;
  }

  @Override
  public void onCompleted() {
    events.accept(this, new Event.Ended("OK", "", "", 0));
  }
}
