package io.gistwire.server.session;

import io.gistwire.proto.v1.Ack;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.SessionServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A bare client that reads only what it requests. */
public final class ExchangeClient
    implements ClientResponseObserver<ExchangeRequest, ExchangeResponse> {
  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<ExchangeResponse> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private final Semaphore readyChanged = new Semaphore(0);
  private volatile String why;
  private ClientCallStreamObserver<ExchangeRequest> requests;

  /** Begins a stream; nothing is read before it is asked for. */
  public ExchangeClient(Channel channel) {
    SessionServiceGrpc.newStub(channel).exchange(this);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ExchangeRequest> stream) {
    requests = stream;
    stream.disableAutoRequestWithInitial(0);
    stream.setOnReadyHandler(readyChanged::release);
  }

  @Override
  public void onNext(ExchangeResponse response) {
    received.add(response);
  }

  @Override
  public void onError(Throwable cause) {
    why = Status.fromThrowable(cause).getDescription();
    end.complete(Status.fromThrowable(cause).getCode().name());
  }

  @Override
  public void onCompleted() {
    end.complete("OK");
  }

  public void send(ExchangeRequest request) {
    requests.onNext(request);
  }

  public void request(int count) {
    requests.request(count);
  }

  public void closeStream() {
    requests.onCompleted();
  }

  public void cancel() {
    requests.cancel("the test goes away", null);
  }

  public boolean isReady() {
    return requests.isReady();
  }

  /** Whether the transport takes more, now or within the given time. */
  public boolean awaitReady(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!requests.isReady()) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || !readyChanged.tryAcquire(left, TimeUnit.NANOSECONDS)) {
        return requests.isReady();
      }
    }
    return true;
  }

  public ExchangeResponse take() throws InterruptedException {
    ExchangeResponse response = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (response == null) {
      throw new AssertionError(
          "nothing was received; the stream ended with " + end.getNow("nothing") + ": " + why);
    }
    return response;
  }

  public Ack takeAck() throws InterruptedException {
    ExchangeResponse response = take();
    while (!response.hasAck()) {
      response = take();
    }
    return response.getAck();
  }

  public String awaitEnd() throws Exception {
    return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
