package io.gistwire.server.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors;
import io.gistwire.proto.v1.AdminServiceProto;
import io.gistwire.proto.v1.GistServiceProto;
import io.gistwire.proto.v1.PackServiceProto;
import io.gistwire.proto.v1.SearchServiceProto;
import io.gistwire.proto.v1.SessionServiceProto;
import io.gistwire.proto.v1.WatchServiceProto;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** The protocol's RPCs with messages as bytes, so that a client can send what is no message. */
final class Wire {
  private static final MethodDescriptor.Marshaller<ByteString> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(ByteString value) {
          return value.newInput();
        }

        @Override
        public ByteString parse(InputStream stream) {
          try {
            return ByteString.readFrom(stream);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private Wire() {}

  /** Every RPC by its descriptor: one that is added later is among them. */
  static List<Descriptors.MethodDescriptor> methods() {
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

  static MethodDescriptor<ByteString, ByteString> method(Descriptors.MethodDescriptor method) {
    return MethodDescriptor.<ByteString, ByteString>newBuilder()
        .setType(
            method.isClientStreaming()
                ? MethodDescriptor.MethodType.BIDI_STREAMING
                : method.isServerStreaming()
                    ? MethodDescriptor.MethodType.SERVER_STREAMING
                    : MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(
            MethodDescriptor.generateFullMethodName(
                method.getService().getFullName(), method.getName()))
        .setRequestMarshaller(BYTES)
        .setResponseMarshaller(BYTES)
        .build();
  }
}
