package io.gistwire.server.admission;

import com.google.protobuf.Descriptors.Descriptor;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.wire.MessageParts;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a message without ever throwing; counts what a compressed one unpacks to. */
final class CheckedMarshaller<Q> implements Marshaller<CheckedMessages.Parsed<Q>> {
  private final Marshaller<Q> plain;
  private final Optional<Descriptor> type;

  /**
   * Reads messages of a method.
   *
   * @param schemaOrNull the method's schema descriptor
   */
  CheckedMarshaller(Marshaller<Q> plain, Object schemaOrNull) {
    this.plain = plain;
    this.type =
        schemaOrNull instanceof ProtoMethodDescriptorSupplier schema
            ? Optional.of(schema.getMethodDescriptor().getInputType())
            : Optional.empty();
  }

  @Override
  public InputStream stream(CheckedMessages.Parsed<Q> value) {
    return plain.stream(value.message());
  }

  @Override
  public CheckedMessages.Parsed<Q> parse(InputStream stream) {
    Optional<MessageTicket> ticket = MessageTicket.current();
    // What was not compressed was counted while it arrived.
    boolean isCounted = stream instanceof KnownLength || ticket.isEmpty();
    try {
      InputStream counted = isCounted ? stream : new Counted(stream, ticket.get());
      byte[] bytes = counted.readAllBytes();
      if (ticket.isPresent()
          && type.isPresent()
          && !ticket.get().countParts(MessageParts.count(bytes, type.get()), bytes.length)) {
        return new CheckedMessages.Parsed<>(null, null);
      }
      return new CheckedMessages.Parsed<>(plain.parse(new ByteArrayInputStream(bytes)), null);
    } catch (IOException | RuntimeException e) {
      boolean isRefused = ticket.isPresent() && ticket.get().isRefused();
      return new CheckedMessages.Parsed<>(null, isRefused ? null : malformed());
    } finally {
      ticket.ifPresent(MessageTicket::parsed);
    }
  }

  private static Refusal malformed() {
    return Refusal.of(
        ErrorReason.ERROR_REASON_REQUEST_MALFORMED,
        "the bytes are no Protobuf message of this call's type (texts must be UTF-8); compare the"
            + " client's .proto files with this server's");
  }

  /** Counts what is read of a stream. */
  private static final class Counted extends FilterInputStream {
    private final MessageTicket ticket;

    private Counted(InputStream in, MessageTicket ticket) {
      super(in);
      this.ticket = ticket;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = super.read(into, offset, length);
      count(Math.max(0, count));
      return count;
    }

    private void count(int bytes) throws IOException {
      if (bytes > 0 && !ticket.count(bytes)) {
        throw new IOException("the message is larger than what is left for it");
      }
    }
  }
}
