package io.gistwire.server.connect;

import com.google.protobuf.Message;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** The answer of a unary procedure: one message with status 200, or an error object. */
final class UnaryAnswer extends ClientCall.Listener<Message> implements Answer {
  private final HttpServerResponse response;
  private final ContentType type;
  private final MessageCodec codec;
  private final Compression accepted;
  private Metadata headers = new Metadata();
  private Message message;

  UnaryAnswer(
      HttpServerResponse response, ContentType type, MessageCodec codec, Compression accepted) {
    this.response = response;
    this.type = type;
    this.codec = codec;
    this.accepted = accepted;
  }

  @Override
  public ClientCall.Listener<Message> listener(ClientCall<Message, Message> call) {
    return this;
  }

  @Override
  public void onHeaders(Metadata received) {
    headers = received;
  }

  @Override
  public void onMessage(Message received) {
    message = received;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (response.ended() || response.closed()) {
      return;
    }
    ConnectHeaders.addTo(response.headers(), "", headers);
    ConnectHeaders.addTo(response.headers(), ConnectHeaders.TRAILER_PREFIX, trailers);
    if (!status.isOk()) {
      fail(ConnectError.of(status, trailers));
    } else if (message == null) {
      fail(new ConnectError(ConnectCode.INTERNAL, "the call ended without an answer"));
    } else {
      succeed();
    }
  }

  private void succeed() {
    try {
      byte[] bytes = codec.print(message);
      response
          .putHeader("content-type", type.header())
          .putHeader("accept-encoding", Compression.SUPPORTED);
      if (accepted.isWorthIt(bytes.length)) {
        response.putHeader("content-encoding", "gzip").putHeader("vary", "accept-encoding");
        bytes = accepted.compress(bytes);
      }
      response.end(Buffer.buffer(bytes));
    } catch (ConnectException e) {
      fail(e.error());
    }
  }

  @Override
  public void fail(ConnectError error) {
    response
        .setStatusCode(error.code().httpStatus())
        .putHeader("content-type", "application/json")
        .putHeader("accept-encoding", Compression.SUPPORTED)
        .end(error.toJson().toString());
  }
}
