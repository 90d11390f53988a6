package io.gistwire.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.gistwire.client.session.Event;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.SessionServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One Exchange call. Its callbacks come on the stream's loop. */
final class ExchangeCall implements ClientResponseObserver<ExchangeRequest, ExchangeResponse> {
  private final BiConsumer<ExchangeCall, Event> events;
  private final BiConsumer<ExchangeCall, ExchangeResponse> messages;
  private @Nullable ClientCallStreamObserver<ExchangeRequest> requests;

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
    Status status = Status.fromThrowable(error);
    String message = status.getDescription() == null ? "" : status.getDescription();
    String reason = "";
    long retryAfterMillis = 0;
    com.google.rpc.Status details = StatusProto.fromThrowable(error);
    if (details != null) {
      for (Any any : details.getDetailsList()) {
        try {
          if (any.is(ErrorInfo.class)) {
            reason = any.unpack(ErrorInfo.class).getReason();
          } else if (any.is(RetryInfo.class)) {
            com.google.protobuf.Duration delay = any.unpack(RetryInfo.class).getRetryDelay();
            retryAfterMillis = delay.getSeconds() * 1_000 + delay.getNanos() / 1_000_000;
          }
        } catch (InvalidProtocolBufferException e) {
          // A detail that cannot be read says nothing; the status code stands.
        }
      }
    }
    events.accept(
        this, new Event.Ended(status.getCode().name(), reason, message, retryAfterMillis));
  }

  @Override
  public void onCompleted() {
    events.accept(this, new Event.Ended("OK", "", "", 0));
  }
}
