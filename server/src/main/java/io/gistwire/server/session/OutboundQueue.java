package io.gistwire.server.session;

import io.gistwire.proto.v1.Ack;
import io.gistwire.proto.v1.ExchangeResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What waits to be written to one client. Acks that wait become one. One thread at a time.
 *
 * <p>An end with an error does not wait: what the client has not read by then it learns again from
 * the next Opened. An end with OK comes after everything.
 */
final class OutboundQueue {
  private static final int LONG = 64;

  private final ServerCallStreamObserver<ExchangeResponse> client;
  private final Deque<ExchangeResponse> waiting = new ArrayDeque<>();
  private boolean isEnding;
  private boolean isEnded;

  OutboundQueue(ServerCallStreamObserver<ExchangeResponse> client) {
    this.client = client;
  }

  /** Whether so much waits that nothing more should be read. */
  boolean isLong() {
    return waiting.size() >= LONG;
  }

  void add(ExchangeResponse response) {
    ExchangeResponse last = waiting.peekLast();
    if (last != null && last.hasAck() && response.hasAck()) {
      waiting.removeLast();
      waiting.add(merge(last.getAck(), response.getAck()));
    } else {
      waiting.add(response);
    }
  }

  private static ExchangeResponse merge(Ack earlier, Ack later) {
    return Responses.ack(
        later.getThroughSequence(), earlier.getCreditBytes() + later.getCreditBytes());
  }

  /** Writes as long as the transport is ready. */
  void flush() {
    while (!isEnded && !waiting.isEmpty() && client.isReady()) {
      client.onNext(waiting.remove());
    }
    if (isEnding && !isEnded && (waiting.isEmpty() || client.isCancelled())) {
      isEnded = true;
      client.onCompleted();
    }
  }

  /** Ends the stream: with OK after all that waits when there is no failure. */
  void end(Exception failureOrNull) {
    if (failureOrNull == null) {
      isEnding = true;
      flush();
    } else if (!isEnded) {
      flush();
      isEnded = true;
      waiting.clear();
      client.onError(failureOrNull);
    }
  }
}
