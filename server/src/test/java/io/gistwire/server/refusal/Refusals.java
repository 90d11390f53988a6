package io.gistwire.server.refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.junit.jupiter.api.function.Executable;

/** Looks at how calls are refused. */
public final class Refusals {
  private Refusals() {}

  /** The call ends with this: {@code "NOT_FOUND NOT_FOUND"}; returns the message. */
  public static String assertRefused(String statusAndReason, Executable call) {
    StatusRuntimeException e = assertThrows(StatusRuntimeException.class, call);
    assertEquals(statusAndReason, statusAndReason(e), e.getMessage());
    return e.getStatus().getDescription();
  }

  /** Status and reason that a call ended with: {@code "NOT_FOUND NOT_FOUND"}. */
  public static String statusAndReason(StatusRuntimeException e) {
    com.google.rpc.Status status = StatusProto.fromThrowable(e);
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return e.getStatus().getCode() + " " + detail.unpack(ErrorInfo.class).getReason();
        } catch (InvalidProtocolBufferException impossible) {
          throw new AssertionError(impossible);
        }
      }
    }
    return e.getStatus().getCode().toString();
  }
}
