package io.gistwire.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.gistwire.client.GistwireException.Reason;
import io.gistwire.client.GistwireException.ServerAnswer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the end of a call: what the server reports in its ErrorInfo, else what the transport found,
 * as a typed failure. Pure.
 */
final class CallFailures {
  private static final int MOST_CHARACTERS = 200;

  private CallFailures() {}

  /**
   * The failure that a status means.
   *
   * @param status not OK
   * @param target host and port, for the sentence
   * @param reached whether the server ever answered a call of this client
   */
  static GistwireException of(
      Status status, @Nullable Metadata trailers, String target, boolean reached) {
    StatusRuntimeException original = new StatusRuntimeException(status, trailers);
    ServerAnswer answer = answer(status, original);
    if (!answer.reason().isEmpty()) {
      return fromServer(status, answer, original);
    }
    return ConnectFailures.of(status, answer, target, reached, original);
  }

  private static GistwireException fromServer(
      Status status, ServerAnswer answer, StatusRuntimeException original) {
    String said = firstLine(status.getDescription());
    String problem = said.isEmpty() ? "the server refused: " + answer.reason() : said;
    Reason reason = Reason.SERVER_REFUSED;
    String remedy = "";
    if (status.getCode() == Status.Code.UNAUTHENTICATED) {
      reason = Reason.TOKEN_REFUSED;
      remedy = "give the client a valid token";
    } else if (answer.reason().equals("SESSION_FENCED")) {
      reason = Reason.SESSION_FENCED;
    }
    return new GistwireException(reason, problem, remedy, answer, original);
  }

  private static ServerAnswer answer(Status status, StatusRuntimeException original) {
    String reason = "";
    Map<String, String> metadata = Map.of();
    long retryAfterMillis = 0;
    com.google.rpc.Status details = StatusProto.fromThrowable(original);
    if (details != null) {
      for (Any any : details.getDetailsList()) {
        try {
          if (any.is(ErrorInfo.class)) {
            ErrorInfo info = any.unpack(ErrorInfo.class);
            reason = info.getReason();
            metadata = info.getMetadataMap();
          } else if (any.is(RetryInfo.class)) {
            com.google.protobuf.Duration delay = any.unpack(RetryInfo.class).getRetryDelay();
            retryAfterMillis = delay.getSeconds() * 1_000 + delay.getNanos() / 1_000_000;
          }
        } catch (InvalidProtocolBufferException e) {
          // A detail that cannot be read adds nothing; the status code is still valid.
        }
      }
    }
    return new ServerAnswer(status.getCode().name(), reason, metadata, retryAfterMillis);
  }

  /** The first line of a text, at most 200 characters of it; empty for none. */
  static String firstLine(@Nullable String text) {
    if (text == null) {
      return "";
    }
    int end = text.indexOf('\n');
    String line = (end < 0 ? text : text.substring(0, end)).trim();
    return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
  }
}
