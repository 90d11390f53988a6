package io.gistwire.server.connect;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code connectrpc.conformance.v1.ConformanceService} over dynamic messages: unary and
 * server-streaming methods; the others are not implemented, as the suite's own "Unimplemented" is.
 */
final class ConformanceService {
  private final Map<String, Descriptor> types;

  ConformanceService(Map<String, Descriptor> types) {
    this.types = types;
  }

  ServerServiceDefinition define() {
    FileDescriptor file = types.get("UnaryRequest").getFile();
    ServiceDescriptor service = file.findServiceByName("ConformanceService");
    io.grpc.ServiceDescriptor.Builder described =
        io.grpc.ServiceDescriptor.newBuilder(service.getFullName())
            .setSchemaDescriptor((ProtoFileDescriptorSupplier) () -> file);
    Map<String, io.grpc.MethodDescriptor<Message, Message>> methods = new LinkedHashMap<>();
    for (MethodDescriptor method : service.getMethods()) {
      io.grpc.MethodDescriptor<Message, Message> grpc = describe(service, method);
      methods.put(method.getName(), grpc);
      described.addMethod(grpc);
    }
    ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(described.build());
    methods.forEach(
        (name, method) -> {
          switch (name) {
            case "Unary", "IdempotentUnary" ->
                definition.addMethod(method, ServerCalls.asyncUnaryCall(this::unary));
            case "ServerStream" ->
                definition.addMethod(method, ServerCalls.asyncServerStreamingCall(this::stream));
            case "Unimplemented" ->
                definition.addMethod(
                    method,
                    ServerCalls.asyncUnaryCall(
                        (request, out) -> ServerCalls.asyncUnimplementedUnaryCall(method, out)));
            default ->
                definition.addMethod(
                    method,
                    ServerCalls.asyncBidiStreamingCall(
                        out -> ServerCalls.asyncUnimplementedStreamingCall(method, out)));
          }
        });
    return definition.build();
  }

  private static io.grpc.MethodDescriptor<Message, Message> describe(
      ServiceDescriptor service, MethodDescriptor method) {
    boolean in = method.isClientStreaming();
    boolean out = method.isServerStreaming();
    return io.grpc.MethodDescriptor.<Message, Message>newBuilder()
        .setType(
            in
                ? (out ? MethodType.BIDI_STREAMING : MethodType.CLIENT_STREAMING)
                : (out ? MethodType.SERVER_STREAMING : MethodType.UNARY))
        .setFullMethodName(
            io.grpc.MethodDescriptor.generateFullMethodName(
                service.getFullName(), method.getName()))
        .setRequestMarshaller(
            ProtoUtils.marshaller(
                (Message) DynamicMessage.getDefaultInstance(method.getInputType())))
        .setResponseMarshaller(
            ProtoUtils.marshaller(
                (Message) DynamicMessage.getDefaultInstance(method.getOutputType())))
        .build();
  }

  private void unary(Message request, StreamObserver<Message> out) {
    Fields fields = new Fields(request);
    Fields definition = fields.message("response_definition");
    addHeaders(definition);
    Message info = info(request);
    sleep((int) definition.get("response_delay_ms"));
    if (definition.has("error")) {
      out.onError(error(definition.message("error"), List.of(info)));
      return;
    }
    out.onNext(response("UnaryResponse", (ByteString) definition.get("response_data"), info));
    out.onCompleted();
  }

  private void stream(Message request, StreamObserver<Message> out) {
    Fields definition = new Fields(request).message("response_definition");
    addHeaders(definition);
    Message info = info(request);
    List<ByteString> data = definition.list("response_data");
    ServerCallStreamObserver<Message> call = (ServerCallStreamObserver<Message>) out;
    boolean isFirst = true;
    for (ByteString item : data) {
      sleep((int) definition.get("response_delay_ms"));
      if (call.isCancelled()) {
        return;
      }
      out.onNext(response("ServerStreamResponse", item, isFirst ? info : null));
      isFirst = false;
    }
    if (definition.has("error")) {
      out.onError(error(definition.message("error"), isFirst ? List.of(info) : List.of()));
    } else {
      out.onCompleted();
    }
  }

  private static void sleep(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Message response(String type, ByteString data, Message info) {
    Descriptor payload = types.get("ConformancePayload");
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(payload);
    builder.setField(payload.findFieldByName("data"), data);
    if (info != null) {
      builder.setField(payload.findFieldByName("request_info"), info);
    }
    Descriptor response = types.get(type);
    return DynamicMessage.newBuilder(response)
        .setField(response.findFieldByName("payload"), builder.build())
        .build();
  }

  private Message info(Message request) {
    Descriptor type = types.get("ConformancePayload").findNestedTypeByName("RequestInfo");
    DynamicMessage.Builder info = DynamicMessage.newBuilder(type);
    Metadata received = ConformanceHeaders.KEY.get().received();
    for (String name : received.keys()) {
      if (!name.startsWith("grpc-") && !name.startsWith("gistwire-")) {
        info.addRepeatedField(type.findFieldByName("request_headers"), header(name, received));
      }
    }
    if (Context.current().getDeadline() != null) {
      long millis = Context.current().getDeadline().timeRemaining(TimeUnit.MILLISECONDS);
      info.setField(type.findFieldByName("timeout_ms"), millis);
    }
    info.addRepeatedField(type.findFieldByName("requests"), Any.pack(request));
    return info.build();
  }

  private Message header(String name, Metadata received) {
    Descriptor type = types.get("Header");
    DynamicMessage.Builder header = DynamicMessage.newBuilder(type);
    header.setField(type.findFieldByName("name"), name);
    if (name.endsWith("-bin")) {
      for (byte[] value : received.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER))) {
        header.addRepeatedField(
            type.findFieldByName("value"),
            Base64.getEncoder().withoutPadding().encodeToString(value));
      }
    } else {
      for (String value :
          received.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))) {
        header.addRepeatedField(type.findFieldByName("value"), value);
      }
    }
    return header.build();
  }

  private static void addHeaders(Fields definition) {
    ConformanceHeaders.Headers headers = ConformanceHeaders.KEY.get();
    addTo(headers.leading(), definition.list("response_headers"));
    addTo(headers.trailing(), definition.list("response_trailers"));
  }

  private static void addTo(Metadata metadata, List<Message> headers) {
    for (Message header : headers) {
      Fields fields = new Fields(header);
      String name = (String) fields.get("name");
      for (String value : fields.<String>list("value")) {
        if (name.endsWith("-bin")) {
          metadata.put(
              Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER),
              Base64.getDecoder().decode(value));
        } else {
          metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        }
      }
    }
  }

  private static StatusRuntimeException error(Fields error, List<Message> more) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(((EnumValueDescriptor) error.get("code")).getNumber())
            .setMessage((String) error.get("message"));
    for (Message detail : error.<Message>list("details")) {
      status.addDetails(
          Any.newBuilder()
              .setTypeUrl((String) new Fields(detail).get("type_url"))
              .setValue((ByteString) new Fields(detail).get("value")));
    }
    more.forEach(message -> status.addDetails(Any.pack(message)));
    return StatusProto.toStatusRuntimeException(status.build());
  }
}
