package io.gistwire.server.connect;

import com.google.protobuf.util.JsonFormat;
import io.grpc.Channel;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers requests of the Connect protocol by calls on a gRPC channel, so that whatever guards the
 * services there (tokens, quotas, deadlines, validation) guards these requests, too. Unary and
 * server-streaming procedures; POST; JSON and binary; gzip. Thread-safe.
 */
public final class ConnectHandler implements Handler<RoutingContext> {
  private final Map<String, Procedure> procedures;
  private final Map<String, MessageCodec> codecs;
  private final Channel channel;
  private final ConnectLimits limits;
  private final HttpCallers callers;

  /**
   * Serves these services.
   *
   * @param services definitions of Protobuf services
   * @param channel where their methods are called; its callbacks may run on any thread
   * @param callers for whom the bytes of requests count
   */
  public ConnectHandler(
      Collection<ServerServiceDefinition> services,
      Channel channel,
      ConnectLimits limits,
      HttpCallers callers) {
    this.procedures = Procedure.of(services);
    this.codecs =
        Map.of("proto", new MessageCodec.Proto(), "json", new MessageCodec.Json(types(services)));
    this.channel = channel;
    this.limits = limits;
    this.callers = callers;
  }

  private static JsonFormat.TypeRegistry types(Collection<ServerServiceDefinition> services) {
    JsonFormat.TypeRegistry.Builder types = JsonFormat.TypeRegistry.newBuilder();
    for (ServerServiceDefinition service : services) {
      Object schema = service.getServiceDescriptor().getSchemaDescriptor();
      if (schema instanceof ProtoFileDescriptorSupplier file) {
        types.add(file.getFileDescriptor().getMessageTypes());
      }
    }
    return types.build();
  }

  /** The paths that are served, such as {@code /gistwire.v1.SearchService/Search}. */
  public Set<String> paths() {
    return procedures.keySet();
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    request.pause();
    Procedure procedure = procedures.get(request.path());
    if (procedure == null) {
      refuse(
          request,
          404,
          new ConnectError(
              ConnectCode.UNIMPLEMENTED, "no such procedure: " + shortened(request.path())));
      return;
    }
    if (request.method() != HttpMethod.POST) {
      request.response().putHeader("allow", "POST");
      refuse(
          request,
          405,
          new ConnectError(
              ConnectCode.UNKNOWN, request.method() + " is not served here; use POST"));
      return;
    }
    Optional<ContentType> type = ContentType.of(request.getHeader("content-type"));
    if (type.isEmpty() || !fits(type.get(), procedure)) {
      request.response().putHeader("accept-post", ContentType.ACCEPTED);
      refuse(request, 415, new ConnectError(ConnectCode.UNKNOWN, mediaType(request, procedure)));
      return;
    }
    new ConnectCall(
            context, procedure, type.get(), codecs.get(type.get().codecName()), limits, callers)
        .start(channel);
  }

  /**
   * A stream that the client writes has no answer here; which one it gets depends on its own form.
   */
  private static boolean fits(ContentType type, Procedure procedure) {
    return type.isStreaming() != procedure.isUnary();
  }

  private static String mediaType(HttpServerRequest request, Procedure procedure) {
    String expected =
        procedure.isUnary()
            ? "application/json or application/proto"
            : "application/connect+json or application/connect+proto";
    return "content type "
        + shortened(String.valueOf(request.getHeader("content-type")))
        + " is not served by this procedure; send "
        + expected;
  }

  private static String shortened(String value) {
    return value.substring(0, Math.min(value.length(), MessageCodec.MAX_DETAIL_CHARS));
  }

  private void refuse(HttpServerRequest request, int status, ConnectError error) {
    HttpServerResponse response = request.response();
    response.setStatusCode(status).putHeader("content-type", "application/json");
    new RequestBody(
            request,
            limits.maxMessageBytes(),
            limits.maxBodyTime(),
            new RequestBudget(limits.bodies()),
            ignored -> {})
        .discard();
    response.end(error.toJson().toString());
  }
}
