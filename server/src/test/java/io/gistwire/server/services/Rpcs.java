package io.gistwire.server.services;

import com.google.protobuf.Descriptors;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.gistwire.proto.v1.AdminServiceProto;
import io.gistwire.proto.v1.GistServiceProto;
import io.gistwire.proto.v1.PackServiceProto;
import io.gistwire.proto.v1.SearchServiceProto;
import io.gistwire.proto.v1.SessionServiceProto;
import io.gistwire.proto.v1.WatchServiceProto;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Every RPC of the protocol by its descriptor: one that is added later is among them. */
final class Rpcs {
  private static final int PATIENCE_SECONDS = 60;

  private Rpcs() {}

  static List<Descriptors.MethodDescriptor> all() {
    return Stream.of(
            AdminServiceProto.getDescriptor(),
            GistServiceProto.getDescriptor(),
            PackServiceProto.getDescriptor(),
            SearchServiceProto.getDescriptor(),
            SessionServiceProto.getDescriptor(),
            WatchServiceProto.getDescriptor())
        .flatMap(file -> file.getServices().stream())
        .flatMap(service -> service.getMethods().stream())
        .toList();
  }

  /** {@code Service/Method}. */
  static String name(Descriptors.MethodDescriptor method) {
    return method.getService().getName() + "/" + method.getName();
  }

  static Descriptors.MethodDescriptor named(String name) {
    return all().stream().filter(rpc -> name(rpc).equals(name)).findFirst().orElseThrow();
  }

  /** A request without content. */
  static Message empty(Descriptors.MethodDescriptor method) {
    return DynamicMessage.getDefaultInstance(method.getInputType());
  }

  /**
   * Makes a call with one request and reads the answers.
   *
   * @param isLast answer after which the call is cancelled
   * @throws StatusRuntimeException that the call ended with
   */
  static List<Message> call(
      Channel channel,
      Descriptors.MethodDescriptor method,
      Message request,
      Predicate<Message> isLast)
      throws Exception {
    CompletableFuture<List<Message>> answers = new CompletableFuture<>();
    ClientCall<Message, Message> call = channel.newCall(wire(method), CallOptions.DEFAULT);
    call.start(new Reading(call, isLast, answers), new Metadata());
    call.request(Integer.MAX_VALUE);
    call.sendMessage(request);
    if (!method.isClientStreaming()) {
      call.halfClose();
    }
    try {
      return answers.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw (StatusRuntimeException) e.getCause();
    }
  }

  static MethodDescriptor<Message, Message> wire(Descriptors.MethodDescriptor method) {
    return MethodDescriptor.<Message, Message>newBuilder()
        .setType(
            method.isClientStreaming()
                ? MethodDescriptor.MethodType.BIDI_STREAMING
                : MethodDescriptor.MethodType.SERVER_STREAMING)
        .setFullMethodName(method.getService().getFullName() + "/" + method.getName())
        .setRequestMarshaller(marshaller(method.getInputType()))
        .setResponseMarshaller(marshaller(method.getOutputType()))
        .build();
  }

  private static MethodDescriptor.Marshaller<Message> marshaller(Descriptors.Descriptor type) {
    return ProtoUtils.marshaller((Message) DynamicMessage.getDefaultInstance(type));
  }

  /** Collects the answers of one call. */
  private static final class Reading extends ClientCall.Listener<Message> {
    private final ClientCall<Message, Message> call;
    private final Predicate<Message> isLast;
    private final CompletableFuture<List<Message>> answers;
    private final List<Message> read = new ArrayList<>();

    Reading(
        ClientCall<Message, Message> call,
        Predicate<Message> isLast,
        CompletableFuture<List<Message>> answers) {
      this.call = call;
      this.isLast = isLast;
      this.answers = answers;
    }

    @Override
    public void onMessage(Message answer) {
      read.add(answer);
      if (isLast.test(answer)) {
        answers.complete(read);
        call.cancel("this is enough", null);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (status.isOk()) {
        answers.complete(read);
      } else {
        answers.completeExceptionally(status.asRuntimeException(trailers));
      }
    }
  }
}
