package io.gistwire.server.connect;

import com.google.gson.JsonObject;
import com.google.protobuf.Message;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/**
 * The answer of a server-streaming procedure: enveloped messages, then an envelope that ends the
 * stream with error and trailing metadata. The next message is requested when the client has taken
 * the last, so a slow reader holds up its own stream alone.
 */
final class StreamAnswer extends ClientCall.Listener<Message> implements Answer {
  private final HttpServerResponse response;
  private final ContentType type;
  private final MessageCodec codec;
  private final Compression accepted;
  private ClientCall<Message, Message> call;
  private boolean areHeadersSent;

  StreamAnswer(
      HttpServerResponse response, ContentType type, MessageCodec codec, Compression accepted) {
    this.response = response;
    this.type = type;
    this.codec = codec;
    this.accepted = accepted;
  }

  @Override
  public ClientCall.Listener<Message> listener(ClientCall<Message, Message> made) {
    call = made;
    return this;
  }

  @Override
  public void onHeaders(Metadata headers) {
    if (!response.closed()) {
      ConnectHeaders.addTo(response.headers(), "", headers);
      sendHeaders();
      response.write(Buffer.buffer());
    }
  }

  private void sendHeaders() {
    if (!areHeadersSent) {
      areHeadersSent = true;
      response
          .setStatusCode(200)
          .putHeader("content-type", type.header())
          .putHeader("connect-accept-encoding", Compression.SUPPORTED)
          .setChunked(true);
      if (accepted == Compression.GZIP) {
        response.putHeader("connect-content-encoding", "gzip");
      }
    }
  }

  @Override
  public void onMessage(Message message) {
    if (response.closed()) {
      return;
    }
    sendHeaders();
    try {
      response.write(envelope(0, codec.print(message)).toBuffer());
    } catch (ConnectException e) {
      call.cancel("the answer has no such form", e);
      fail(e.error());
      return;
    }
    if (response.writeQueueFull()) {
      response.drainHandler(drained -> call.request(1));
    } else {
      call.request(1);
    }
  }

  private Envelope envelope(int flags, byte[] plain) {
    return accepted.isWorthIt(plain.length)
        ? new Envelope(flags | Envelope.COMPRESSED, accepted.compress(plain))
        : new Envelope(flags, plain);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    JsonObject end = new JsonObject();
    JsonObject metadata = ConnectHeaders.toJson(trailers);
    if (!metadata.isEmpty()) {
      end.add("metadata", metadata);
    }
    if (!status.isOk()) {
      end.add("error", ConnectError.of(status, trailers).toJson());
    }
    end(end);
  }

  @Override
  public void fail(ConnectError error) {
    JsonObject end = new JsonObject();
    end.add("error", error.toJson());
    end(end);
  }

  private void end(JsonObject end) {
    if (!response.ended() && !response.closed()) {
      sendHeaders();
      byte[] json = end.toString().getBytes(StandardCharsets.UTF_8);
      response.end(envelope(Envelope.END_STREAM, json).toBuffer());
    }
  }
}
