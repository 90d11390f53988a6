package io.gistwire.server.refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.gistwire.proto.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever callers send, the status that answers them fits and shows little of it. */
class RefusalTest {
  /** What a gRPC client accepts of trailers; each counts its name, its value and 32 more. */
  private static final int TRAILERS = 8192;

  /** {@code :status}, {@code content-type}, {@code grpc-status}. */
  private static final int OTHER_TRAILERS = 256;

  private static Refusal refusal(String value) {
    return Refusal.ofField("field", "'" + value + "' is no name; sources/NAME is")
        .with("name", value)
        .with("source", value)
        .with("limit", value)
        .withField(value, "'" + value + "' is none either");
  }

  private static int trailerBytes(StatusRuntimeException status) throws Exception {
    Metadata trailers = status.getTrailers();
    int bytes = OTHER_TRAILERS;
    for (String key : trailers.keys()) {
      byte[] value = trailers.get(Metadata.Key.of(key, Metadata.BINARY_BYTE_MARSHALLER));
      bytes += key.length() + Base64.getEncoder().encode(value).length + 32;
    }
    String message = status.getStatus().getDescription();
    return bytes + 12 + URLEncoder.encode(message, StandardCharsets.UTF_8).length() + 32;
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "€", "\ud83d\ude00", "\u0000", "%", "\n", "ü", "\ud800"})
  void a_long_value_in_every_place_fits_the_trailers(String piece) throws Exception {
    for (int count : new int[] {1, 199, 200, 201, 1000, 100_000}) {
      StatusRuntimeException status = refusal(piece.repeat(count)).toStatus();
      int bytes = trailerBytes(status);
      assertTrue(bytes <= TRAILERS, count + " times: " + bytes);
      assertFalse(
          count > 1000 && status.getStatus().getDescription().contains("x".repeat(200)),
          "no more than a beginning of the value");
    }
  }

  @Property
  void every_text_fits_the_trailers(@ForAll @StringLength(max = 3000) String value)
      throws Exception {
    assertTrue(trailerBytes(refusal(value).toStatus()) <= TRAILERS);
  }

  @Test
  void a_value_is_shown_up_to_200_characters() {
    assertEquals("x".repeat(200), Refusal.shown("x".repeat(200)));
    assertEquals("x".repeat(199) + "…", Refusal.shown("x".repeat(201)));
    assertEquals("€".repeat(65) + "…", Refusal.shown("€".repeat(201)), "by bytes where they count");
    assertEquals("a b c", Refusal.shown("a\nb\u2028c"), "a value begins no line of a log");
  }

  @Test
  void a_long_message_keeps_what_is_to_be_done() {
    String message =
        Refusal.of(ErrorReason.ERROR_REASON_FIELD_INVALID, "y".repeat(5000) + "; send less")
            .getMessage();
    assertTrue(message.length() <= 200, "length " + message.length());
    assertTrue(message.startsWith("yyy") && message.endsWith("; send less"), message);
  }

  @Test
  void the_reason_survives_the_longest_values() throws Exception {
    com.google.rpc.Status status =
        StatusProto.fromThrowable(refusal("€".repeat(10_000)).toStatus());
    Any first = status.getDetails(0);
    assertEquals("FIELD_INVALID", first.unpack(ErrorInfo.class).getReason());
  }

  @Test
  void lists_of_the_server_are_kept_longer_than_values_of_callers() throws Exception {
    String served = "0123456789abcdef,".repeat(40);
    StatusRuntimeException refused =
        Refusal.of(ErrorReason.ERROR_REASON_FINGERPRINT_UNKNOWN, "unknown")
            .withList("served", served)
            .toStatus();
    com.google.rpc.Status status = StatusProto.fromThrowable(refused);
    assertEquals(
        served, status.getDetails(0).unpack(ErrorInfo.class).getMetadataMap().get("served"));
  }
}
