package io.gistwire.server.admission;

import io.gistwire.server.refusal.Refusal;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * Services whose requests may be anything: bytes that are no message of the type end the call with
 * {@code REQUEST_MALFORMED}. gRPC itself answers UNKNOWN and logs a trace for each, because its
 * marshallers throw outside of every interceptor.
 */
public final class CheckedMessages {
  private CheckedMessages() {}

  /**
   * A message, or none.
   *
   * @param refusal why there is none; null when there is one, or when its call has ended
   */
  record Parsed<Q>(Q message, Refusal refusal) {}

  /** The same service with checked requests. */
  public static ServerServiceDefinition of(ServerServiceDefinition service) {
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
    for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
      methods.add(checked(method));
    }
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
            .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder builder = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(builder::addMethod);
    return builder.build();
  }

  private static <Q, A> ServerMethodDefinition<Parsed<Q>, A> checked(
      ServerMethodDefinition<Q, A> method) {
    MethodDescriptor<Q, A> plain = method.getMethodDescriptor();
    MethodDescriptor<Parsed<Q>, A> descriptor =
        plain.toBuilder(
                new CheckedMarshaller<>(plain.getRequestMarshaller(), plain.getSchemaDescriptor()),
                plain.getResponseMarshaller())
            .build();
    return ServerMethodDefinition.create(
        descriptor,
        (call, headers) ->
            new CheckedListener<>(
                call,
                method.getServerCallHandler().startCall(new PlainCall<>(call, plain), headers)));
  }
}
