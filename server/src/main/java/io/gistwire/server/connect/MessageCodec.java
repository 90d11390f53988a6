package io.gistwire.server.connect;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.gistwire.server.wire.MessageParts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Messages as bytes: Protobuf's binary form or its JSON mapping. Immutable, thread-safe. */
sealed interface MessageCodec {
  /** The name in content types, {@code proto} or {@code json}. */
  String name();

  /**
   * Parses a message.
   *
   * @param budget from which memory for its parts is taken before they are made
   * @throws ConnectException INVALID_ARGUMENT when the bytes are no message of the prototype's type
   */
  Message parse(Message prototype, byte[] bytes, RequestBudget budget) throws ConnectException;

  /**
   * Serialises a message.
   *
   * @throws ConnectException INTERNAL when it holds an {@code Any} of an unknown type
   */
  byte[] print(Message message) throws ConnectException;

  /** The binary form. */
  record Proto() implements MessageCodec {
    @Override
    public String name() {
      return "proto";
    }

    @Override
    public Message parse(Message prototype, byte[] bytes, RequestBudget budget)
        throws ConnectException {
      int parts = MessageParts.count(bytes, prototype.getDescriptorForType());
      if (parts > MessageParts.MAX_PARTS) {
        throw new ConnectException(
            ConnectCode.RESOURCE_EXHAUSTED,
            "the message has more than "
                + MessageParts.MAX_PARTS
                + " fields, the most that are taken; send less at once");
      }
      budget.take(MessageParts.extraBytes(parts, bytes.length));
      try {
        return prototype.getParserForType().parseFrom(bytes);
      } catch (InvalidProtocolBufferException e) {
        throw invalid(prototype, "Protobuf", e);
      }
    }

    @Override
    public byte[] print(Message message) {
      return message.toByteArray();
    }
  }

  /** The JSON mapping. Unknown fields are refused: a misspelt name is not silently passed over. */
  record Json(JsonFormat.Parser parser, JsonFormat.Printer printer) implements MessageCodec {
    Json(JsonFormat.TypeRegistry types) {
      this(
          JsonFormat.parser().usingTypeRegistry(types),
          JsonFormat.printer().omittingInsignificantWhitespace().usingTypeRegistry(types));
    }

    @Override
    public String name() {
      return "json";
    }

    @Override
    public Message parse(Message prototype, byte[] bytes, RequestBudget budget)
        throws ConnectException {
      Message.Builder builder = prototype.newBuilderForType();
      try {
        String text = text(bytes);
        JsonBounds.check(text, budget);
        parser.merge(text, builder);
        return builder.build();
      } catch (IOException e) {
        throw invalid(prototype, "JSON", e);
      }
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    @Override
    public byte[] print(Message message) throws ConnectException {
      try {
        return printer.print(message).getBytes(StandardCharsets.UTF_8);
      } catch (InvalidProtocolBufferException e) {
        throw new ConnectException(
            ConnectCode.INTERNAL, "the answer has no JSON form: " + e.getMessage());
      }
    }
  }

  private static ConnectException invalid(Message prototype, String form, Exception cause) {
    String detail = String.valueOf(cause.getMessage());
    return new ConnectException(
        ConnectCode.INVALID_ARGUMENT,
        "the request is no "
            + prototype.getDescriptorForType().getFullName()
            + " in "
            + form
            + ": "
            + detail.substring(0, Math.min(detail.length(), MAX_DETAIL_CHARS)));
  }

  /** Longest part of a parser's message that is passed on; it may repeat the input. */
  int MAX_DETAIL_CHARS = 200;
}
