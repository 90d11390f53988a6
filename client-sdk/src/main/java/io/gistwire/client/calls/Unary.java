package io.gistwire.client.calls;

import io.gistwire.client.GistwireException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes calls on a channel. Failures are {@link GistwireException}s. Thread-safe. */
final class Unary {
  /** What a call may take when it requests nothing else: a thin link and a queue in front of it. */
  static final int DEADLINE_SECONDS = 60;

  private final Channel channel;
  private final Executor executor;

  Unary(Channel channel, Executor executor) {
    this.channel = channel;
    this.executor = executor;
  }

  /** Cancelling the future cancels the call. */
  <Q, A> CompletableFuture<A> call(MethodDescriptor<Q, A> method, Q request) {
    CallOptions options =
        CallOptions.DEFAULT
            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .withExecutor(executor);
    ClientCall<Q, A> call = channel.newCall(method, options);
    Answer<A> answer = new Answer<>(call);
    ClientCalls.asyncUnaryCall(call, request, answer.observer());
    return answer;
  }

  /** Answers as they come; closing the stream cancels the call. No deadline. */
  <Q, A> ResultStream<A> stream(MethodDescriptor<Q, A> method, Q request) {
    ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT);
    BlockingStream<A> answers = BlockingStream.start(call, request);
    return new ResultStream<>(answers, answers::close);
  }

  /** A future that takes the call with it when it is cancelled. */
  private static final class Answer<A> extends CompletableFuture<A> {
    private final ClientCall<?, A> call;

    Answer(ClientCall<?, A> call) {
      this.call = call;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      call.cancel("cancelled by the caller", null);
      return super.cancel(mayInterrupt);
    }

    StreamObserver<A> observer() {
      return new StreamObserver<A>() {
        private @Nullable A value;

        @Override
        public void onNext(A answer) {
          value = answer;
        }

        @Override
        public void onError(Throwable error) {
          completeExceptionally(GistwireException.of(error));
        }

        @Override
        public void onCompleted() {
          A answer = value;
          if (answer != null) {
            complete(answer);
          }
        }
      };
    }
  }
}
