package io.gistwire.server.connect;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** One RPC as the Connect protocol names it: {@code /package.Service/Method}. Immutable. */
record Procedure(MethodDescriptor<Message, Message> method, Message requestPrototype) {
  /** Whether one message answers one message. */
  boolean isUnary() {
    return method.getType() == MethodDescriptor.MethodType.UNARY;
  }

  /** Whether many messages may answer one message. */
  boolean isServerStreaming() {
    return method.getType() == MethodDescriptor.MethodType.SERVER_STREAMING;
  }

  /** All procedures of the services by their path. */
  static Map<String, Procedure> of(Collection<ServerServiceDefinition> services) {
    Map<String, Procedure> procedures = new HashMap<>();
    for (ServerServiceDefinition service : services) {
      for (ServerMethodDefinition<?, ?> definition : service.getMethods()) {
        Procedure procedure = of(definition.getMethodDescriptor());
        procedures.put("/" + procedure.method().getFullMethodName(), procedure);
      }
    }
    return Map.copyOf(procedures);
  }

  @SuppressWarnings("unchecked") // every service here is one of Protobuf messages
  private static Procedure of(MethodDescriptor<?, ?> method) {
    Object marshaller = method.getRequestMarshaller();
    Object prototype = ((MethodDescriptor.PrototypeMarshaller<?>) marshaller).getMessagePrototype();
    return new Procedure((MethodDescriptor<Message, Message>) method, (Message) prototype);
  }
}
