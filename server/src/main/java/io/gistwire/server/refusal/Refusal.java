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
 */
public final class Refusal extends RuntimeException {
  /** {@code google.rpc.ErrorInfo.domain} of every refusal. */
  public static final String DOMAIN = "gistwire.io";

  private static final String PREFIX = "ERROR_REASON_";
  private static final long serialVersionUID = 1L;

  private final ErrorReason reason;
  private final transient Map<String, String> metadata = new LinkedHashMap<>();
  private final transient List<BadRequest.FieldViolation> violations = new ArrayList<>();
  private long retryAfterMillis = -1;

  private Refusal(ErrorReason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** A refusal that says what was seen, what is allowed and what to do. */
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
    return of(ErrorReason.ERROR_REASON_NOT_FOUND, name + " does not exist, or is not yours to see")
        .with("name", name);
  }

  /** Adds a key of {@code ErrorInfo.metadata}; returns this. */
  public Refusal with(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /** Names a field that is at fault; returns this. */
  public Refusal withField(String field, String description) {
    violations.add(
        BadRequest.FieldViolation.newBuilder().setField(field).setDescription(description).build());
    return this;
  }

  /** Says that waiting so long helps; returns this. */
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
