package io.gistwire.server.connect;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
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
   * @throws ConnectException INVALID_ARGUMENT when the bytes are no message of the prototype's type
   */
  Message parse(Message prototype, byte[] bytes) throws ConnectException;

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
    public Message parse(Message prototype, byte[] bytes) throws ConnectException {
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
    public Message parse(Message prototype, byte[] bytes) throws ConnectException {
      Message.Builder builder = prototype.newBuilderForType();
      try {
        parser.merge(text(bytes), builder);
        return builder.build();
      } catch (InvalidProtocolBufferException | CharacterCodingException e) {
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
