package io.gistwire.server.refusal;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What work threw becomes a status with a reason. */
class FailuresTest {
  private static String refused(String expected, Throwable failure) {
    return assertRefused(
        expected,
        () -> {
          throw Failures.statusOf("a test", failure);
        });
  }

  @Test
  void a_disk_that_refuses_is_unavailable_however_deep_it_lies() {
    String expected = "UNAVAILABLE LEDGER_UNAVAILABLE";
    refused(expected, new UncheckedIOException(new IOException("No space left on device")));
    refused(expected, new IllegalStateException("tokens", new SQLException("full", "", 13)));
  }

  @Test
  void errors_are_answered_as_exceptions_are() {
    refused("RESOURCE_EXHAUSTED SERVER_BUSY", new OutOfMemoryError("Java heap space"));
    String message = refused("INTERNAL INTERNAL", new StackOverflowError());
    assertTrue(message.contains("log"), message);
  }

  @Test
  void a_status_and_a_refusal_stay_what_they_are() {
    assertEquals(
        Status.Code.CANCELLED,
        Failures.statusOf("a test", Status.CANCELLED.asRuntimeException()).getStatus().getCode());
    refused("DEADLINE_EXCEEDED TIME_EXCEEDED", Refusal.ofTime());
  }

  @Test
  void an_interrupted_call_is_told_that_the_server_ends() {
    refused("UNAVAILABLE DRAINING", new InterruptedException());
    assertTrue(Thread.interrupted(), "and the thread is told so too");
  }
}
