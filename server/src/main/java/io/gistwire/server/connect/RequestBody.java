package io.gistwire.server.connect;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Collects the body of one request: at most so many bytes, counted against the budget before they
 * are kept, within a bounded time. Used on the request's event loop only.
 */
final class RequestBody {
  /** An envelope's head, so that a stream's message may be as large as a unary one. */
  private static final int SLACK_BYTES = 16;

  private final HttpServerRequest request;
  private final int maxBytes;
  private final Duration maxTime;
  private final RequestBudget budget;
  private final Consumer<ConnectException> failed;
  private Buffer collected = Buffer.buffer();
  private long passedOverBytes;
  private boolean isDone;

  RequestBody(
      HttpServerRequest request,
      int maxBytes,
      Duration maxTime,
      RequestBudget budget,
      Consumer<ConnectException> failed) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.maxTime = maxTime;
    this.budget = budget;
    this.failed = failed;
  }

  /** Reads to the end, then calls once: {@code whole} with the body, or {@code failed}. */
  void read(Vertx vertx, Consumer<byte[]> whole) {
    long timer =
        vertx.setTimer(
            maxTime.toMillis(),
            id ->
                fail(
                    new ConnectException(
                        ConnectCode.DEADLINE_EXCEEDED,
                        "the request's body did not arrive within " + maxTime)));
    request.exceptionHandler(
        error -> {
          vertx.cancelTimer(timer);
          fail(new ConnectException(ConnectCode.CANCELED, "the client ended the request"));
        });
    request.handler(this::add);
    request.endHandler(
        end -> {
          vertx.cancelTimer(timer);
          if (!isDone) {
            isDone = true;
            byte[] body = collected.getBytes();
            collected = Buffer.buffer();
            whole.accept(body);
          }
        });
    request.resume();
  }

  /** Passes the body over: the answer does not depend on it. */
  void discard() {
    isDone = true;
    request.exceptionHandler(error -> {});
    request.handler(this::passOver);
    request.resume();
  }

  private void add(Buffer chunk) {
    if (isDone) {
      passOver(chunk);
      return;
    }
    try {
      if (collected.length() + chunk.length() > maxBytes + SLACK_BYTES) {
        throw Compression.tooLarge("more than " + maxBytes + " bytes", maxBytes);
      }
      budget.take(chunk.length());
      collected.appendBuffer(chunk);
    } catch (ConnectException e) {
      fail(e);
    }
  }

  /** A client reads the answer only when it has sent its body; one that never ends is cut off. */
  private void passOver(Buffer chunk) {
    passedOverBytes += chunk.length();
    if (passedOverBytes > maxBytes) {
      request.connection().close();
    }
  }

  private void fail(ConnectException error) {
    if (!isDone) {
      isDone = true;
      collected = Buffer.buffer();
      failed.accept(error);
    }
  }
}
