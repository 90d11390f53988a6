package io.gistwire.server.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.function.Executable;

/** Looks at how calls are refused. */
final class Refusals {
  private Refusals() {}

  /** The call ends with this: {@code "NOT_FOUND NOT_FOUND"}; returns the message. */
  static String assertRefused(String statusAndReason, Executable call) {
    StatusRuntimeException e = assertThrows(StatusRuntimeException.class, call);
    assertEquals(statusAndReason, WholeServer.refusal(e), e.getMessage());
    return e.getStatus().getDescription();
  }
}
