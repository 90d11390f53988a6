package io.gistwire.server.connect;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.Base64;
import java.util.List;

/** An error as the Connect protocol writes it: code, message and typed details. Immutable. */
record ConnectError(ConnectCode code, String message, List<Any> details) {
  private static final JsonFormat.Printer DEBUG =
      JsonFormat.printer()
          .omittingInsignificantWhitespace()
          .usingTypeRegistry(
              JsonFormat.TypeRegistry.newBuilder()
                  .add(ErrorInfo.getDescriptor())
                  .add(RetryInfo.getDescriptor())
                  .add(BadRequest.getDescriptor())
                  .add(QuotaFailure.getDescriptor())
                  .build());

  ConnectError(ConnectCode code, String message) {
    this(code, message, List.of());
  }

  /** The error of a gRPC call that ended with a status other than OK. */
  static ConnectError of(Status status, Metadata trailers) {
    com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
    String message = status.getDescription() == null ? "" : status.getDescription();
    return new ConnectError(ConnectCode.of(status.getCode()), message, details.getDetailsList());
  }

  /**
   * The error object of unary responses and of ends of streams. Details that are known here have a
   * readable {@code debug} beside their bytes.
   */
  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("code", code.wireName());
    if (!message.isEmpty()) {
      json.addProperty("message", message);
    }
    if (!details.isEmpty()) {
      JsonArray list = new JsonArray();
      details.forEach(detail -> list.add(detailToJson(detail)));
      json.add("details", list);
    }
    return json;
  }

  private static JsonObject detailToJson(Any detail) {
    String url = detail.getTypeUrl();
    JsonObject json = new JsonObject();
    json.addProperty("type", url.substring(url.lastIndexOf('/') + 1));
    byte[] value = detail.getValue().toByteArray();
    json.addProperty("value", Base64.getEncoder().withoutPadding().encodeToString(value));
    try {
      JsonObject debug = JsonParser.parseString(DEBUG.print(detail)).getAsJsonObject();
      debug.remove("@type");
      json.add("debug", debug);
    } catch (InvalidProtocolBufferException unknownType) {
      // A type that this server does not know has its bytes alone.
    }
    return json;
  }
}
