package io.gistwire.server.refusal;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.gistwire.proto.v1.ErrorReason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A call is refused: a reason of the catalogue, what was seen, what is allowed, what to do. Its
 * status is that of PROTOCOL.md's table of errors.
 *
 * <p>Whatever it is made of, its status fits the trailers: every text is cut here, a value of the
 * caller's to {@value #MAX_VALUE_CHARACTERS} characters. A message embeds such a value by {@link
 * #shown}.
 */
public final class Refusal extends RuntimeException {
  /** {@code google.rpc.ErrorInfo.domain} of every refusal. */
  public static final String DOMAIN = "gistwire.io";

  /** Most characters of a caller's value that a status repeats. */
  public static final int MAX_VALUE_CHARACTERS = 200;

  private static final int MAX_VALUE_COST = 600;
  private static final int MAX_MESSAGE_COST = 1200;
  private static final int MAX_LIST_CHARACTERS = 1000;
  private static final int MAX_DETAILS = 4;
  private static final String PREFIX = "ERROR_REASON_";
  private static final long serialVersionUID = 1L;

  private final ErrorReason reason;
  private final transient Map<String, String> metadata = new LinkedHashMap<>();
  private final transient List<BadRequest.FieldViolation> violations = new ArrayList<>();
  private long retryAfterMillis = -1;

  private Refusal(ErrorReason reason, String message) {
    super(ShownText.bothEnds(message, MAX_MESSAGE_COST, MAX_VALUE_CHARACTERS), null, false, false);
    this.reason = reason;
  }

  /**
   * A value of the caller's as a message may repeat it: cut to {@value #MAX_VALUE_CHARACTERS}
   * characters, fewer where they need several bytes each, without control characters.
   */
  public static String shown(String value) {
    return ShownText.beginning(value, MAX_VALUE_CHARACTERS, MAX_VALUE_COST);
  }

  /** A refusal that states what was seen, what is allowed and what to do. */
  public static Refusal of(ErrorReason reason, String message) {
    return new Refusal(reason, message);
  }

  /**
   * {@code FIELD_INVALID} with a {@code BadRequest} that names the field.
   *
   * @param field path of the field in the request, in snake_case
   */
  public static Refusal ofField(String field, String message) {
    return of(ErrorReason.ERROR_REASON_FIELD_INVALID, field + ": " + message)
        .withField(field, message);
  }

  /** {@code NOT_FOUND} with the name that was asked for. */
  public static Refusal ofMissing(String name) {
    return of(
            ErrorReason.ERROR_REASON_NOT_FOUND,
            shown(name) + " does not exist, or is not yours to see")
        .with("name", name);
  }

  /** {@code TIME_EXCEEDED}: the caller's deadline or the server's own bound has passed. */
  public static Refusal ofTime() {
    return of(
        ErrorReason.ERROR_REASON_TIME_EXCEEDED,
        "the call took longer than its deadline or this server allows; narrow it, ask for less, or"
            + " allow more time");
  }

  /**
   * {@code SERVER_BUSY}: something of which there is only so much is taken.
   *
   * @param seen what is taken, and how much of it there is
   */
  public static Refusal ofBusy(String seen, long retryMillis) {
    return of(ErrorReason.ERROR_REASON_SERVER_BUSY, seen + "; try again later")
        .retryAfter(retryMillis);
  }

  /** Adds a key of {@code ErrorInfo.metadata}, its value cut as by {@link #shown}; returns this. */
  public Refusal with(String key, String value) {
    metadata.put(key, shown(value));
    return this;
  }

  /** Adds a key whose value is a list that the server made, at most 1,000 characters of it. */
  public Refusal withList(String key, String value) {
    metadata.put(key, ShownText.beginning(value, MAX_LIST_CHARACTERS, MAX_LIST_CHARACTERS));
    return this;
  }

  /** Names a field that is at fault; returns this. */
  public Refusal withField(String field, String description) {
    if (violations.size() < MAX_DETAILS) {
      violations.add(
          BadRequest.FieldViolation.newBuilder()
              .setField(shown(field))
              .setDescription(ShownText.bothEnds(description, MAX_VALUE_COST, MAX_VALUE_CHARACTERS))
              .build());
    }
    return this;
  }

  /** States that waiting so long helps; returns this. */
  public Refusal retryAfter(long millis) {
    retryAfterMillis = millis;
    return this;
  }

  /** Why. */
  public ErrorReason reason() {
    return reason;
  }

  /** The status code that goes with the reason. */
  public Status.Code code() {
    return ReasonCodes.of(reason);
  }

  /** What a call ends with. */
  public StatusRuntimeException toStatus() {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(code().value())
            .setMessage(getMessage())
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setDomain(DOMAIN)
                        .setReason(reason.name().substring(PREFIX.length()))
                        .putAllMetadata(metadata)
                        .build()));
    if (!violations.isEmpty()) {
      status.addDetails(
          Any.pack(BadRequest.newBuilder().addAllFieldViolations(violations).build()));
    }
    if (retryAfterMillis >= 0) {
      status.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(delay()).build()));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  private Duration delay() {
    return Duration.newBuilder()
        .setSeconds(retryAfterMillis / 1000)
        .setNanos((int) (retryAfterMillis % 1000) * 1_000_000)
        .build();
  }
}
