package io.gistwire.server.connect;

import com.google.protobuf.Message;
import io.gistwire.server.refusal.Refusal;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One request from its headers to its answer: reads the body, makes the call, hands the answer to a
 * {@link Answer}. All of it runs on the request's Vert.x context.
 */
final class ConnectCall {
  private static final Pattern TIMEOUT = Pattern.compile("[0-9]{1,10}");
  private static final int PARSE_HERE_BYTES = 64 * 1024;

  private final RoutingContext routing;
  private final HttpServerRequest request;
  private final Context context;
  private final Procedure procedure;
  private final ContentType type;
  private final MessageCodec codec;
  private final int maxBytes;
  private final HttpCallers callers;
  private final RequestBudget budget;
  private final RequestBody body;
  private final Answer answer;
  private ClientCall<Message, Message> call;
  private boolean isEnded;

  ConnectCall(
      RoutingContext routing,
      Procedure procedure,
      ContentType type,
      MessageCodec codec,
      ConnectLimits limits,
      HttpCallers callers) {
    this.routing = routing;
    this.request = routing.request();
    this.context = routing.vertx().getOrCreateContext();
    this.procedure = procedure;
    this.type = type;
    this.codec = codec;
    this.maxBytes = limits.maxBytesOf(procedure.method().getFullMethodName());
    this.callers = callers;
    this.budget = new RequestBudget(limits.bodies());
    this.body = new RequestBody(request, maxBytes, limits.maxBodyTime(), budget, this::fail);
    HttpServerResponse response = request.response();
    Compression accepted =
        Compression.accepted(
            request.getHeader(type.isStreaming() ? "connect-accept-encoding" : "accept-encoding"));
    this.answer =
        type.isStreaming()
            ? new StreamAnswer(response, type, codec, accepted)
            : new UnaryAnswer(response, type, codec, accepted);
  }

  void start(Channel channel) {
    HttpServerResponse response = request.response();
    response.closeHandler(closed -> end());
    response.exceptionHandler(reset -> end());
    response.endHandler(sent -> end());
    try {
      Metadata headers = ConnectHeaders.toMetadata(request.headers());
      PeerHandover.put(
          headers, new PeerHandover.Peer(Optional.ofNullable(request.sslSession()), remoteHost()));
      CallOptions options = options();
      Compression compression =
          Compression.of(
              request.getHeader(
                  type.isStreaming() ? "connect-content-encoding" : "content-encoding"));
      if (!procedure.isUnary() && !procedure.isServerStreaming()) {
        throw new ConnectException(
            ConnectCode.UNIMPLEMENTED,
            procedure.method().getFullMethodName()
                + " needs a stream from the client, which HTTP does not carry here; use gRPC");
      }
      budget.belongsTo(tenant(headers));
      body.read(
          routing.vertx(),
          bytes -> parse(bytes, compression, m -> call(channel, options, headers, m)));
    } catch (ConnectException e) {
      body.discard();
      fail(e);
    }
  }

  private String tenant(Metadata headers) throws ConnectException {
    try {
      return callers.tenantOf(procedure.method().getServiceName(), headers);
    } catch (Refusal refusal) {
      throw new ConnectException(refusal);
    }
  }

  private String remoteHost() {
    SocketAddress address = request.remoteAddress();
    return address == null || address.hostAddress() == null ? "" : address.hostAddress();
  }

  private CallOptions options() throws ConnectException {
    String version = request.getHeader("connect-protocol-version");
    if (version != null && !version.equals("1")) {
      throw new ConnectException(
          ConnectCode.INVALID_ARGUMENT,
          "connect-protocol-version is not 1; this server knows 1 alone");
    }
    CallOptions options =
        CallOptions.DEFAULT.withExecutor(task -> context.runOnContext(ignored -> task.run()));
    String timeout = request.getHeader("connect-timeout-ms");
    if (timeout == null) {
      return options;
    }
    if (!TIMEOUT.matcher(timeout).matches()) {
      throw new ConnectException(
          ConnectCode.INVALID_ARGUMENT, "connect-timeout-ms is no number of at most 10 digits");
    }
    return options.withDeadlineAfter(Long.parseLong(timeout), TimeUnit.MILLISECONDS);
  }

  /** Large bodies are parsed beside the event loop, which other requests share. */
  private void parse(byte[] bytes, Compression compression, Consumer<Message> parsed) {
    if (bytes.length <= PARSE_HERE_BYTES && compression == Compression.IDENTITY) {
      try {
        parsed.accept(message(bytes, compression));
      } catch (ConnectException e) {
        fail(e);
      }
      return;
    }
    context
        .executeBlocking(() -> message(bytes, compression), false)
        .onSuccess(parsed::accept)
        .onFailure(this::failParsing);
  }

  private void failParsing(Throwable error) {
    fail(
        error instanceof ConnectException known
            ? known
            : new ConnectException(ConnectCode.INTERNAL, "the request could not be read"));
  }

  private Message message(byte[] bytes, Compression compression) throws ConnectException {
    byte[] plain = type.isStreaming() ? onlyMessage(bytes, compression) : plain(bytes, compression);
    return codec.parse(procedure.requestPrototype(), plain, budget);
  }

  private byte[] plain(byte[] bytes, Compression compression) throws ConnectException {
    byte[] plain = compression.decompress(bytes, maxBytes, budget);
    if (plain.length > maxBytes) {
      throw Compression.tooLarge(plain.length + " bytes", maxBytes);
    }
    return plain;
  }

  private byte[] onlyMessage(byte[] bytes, Compression compression) throws ConnectException {
    List<Envelope> envelopes = Envelope.split(bytes, maxBytes);
    if (envelopes.size() != 1) {
      throw new ConnectException(
          ConnectCode.UNIMPLEMENTED,
          "the request has " + envelopes.size() + " messages; this procedure takes exactly one");
    }
    Envelope only = envelopes.get(0);
    if (only.isCompressed() && compression == Compression.IDENTITY) {
      throw new ConnectException(
          ConnectCode.INTERNAL,
          "a message is compressed, but connect-content-encoding names no encoding");
    }
    return plain(only.data(), only.isCompressed() ? compression : Compression.IDENTITY);
  }

  private void call(Channel channel, CallOptions options, Metadata headers, Message message) {
    if (isEnded) {
      return;
    }
    call = channel.newCall(procedure.method(), options);
    call.start(answer.listener(call), headers);
    call.request(procedure.isUnary() ? 2 : 1);
    call.sendMessage(message);
    call.halfClose();
  }

  private void fail(ConnectException error) {
    if (!isEnded && !request.response().ended()) {
      answer.fail(error.error());
    }
  }

  /** The answer was sent or the client left: frees what the request held. */
  private void end() {
    if (!isEnded) {
      isEnded = true;
      budget.release();
      if (call != null) {
        call.cancel("the client ended the request", null);
      }
    }
  }
}
