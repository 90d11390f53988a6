package io.gistwire.server.app;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class StartFailureTest {
  @Test
  void the_sentence_is_that_of_the_server_and_not_of_its_framework_or_of_the_database() {
    Throwable ours =
        new IOException("ledger l.db cannot be opened: it has version 9", new SQLException("x"));
    Throwable wrapped =
        new RuntimeException(
            "Failed to start quarkus",
            new RuntimeException("Error injecting Ledger", new InvocationTargetException(ours)));
    assertEquals("ledger l.db cannot be opened: it has version 9", StartFailure.sentence(wrapped));
  }

  @Test
  void settings_that_are_wrong_are_named_without_class_names() {
    assertEquals(
        "Configuration validation failed: gistwire.auth: no such mode 'tokn'; x is no number",
        StartFailure.sentence(
            new IllegalStateException(
                "Configuration validation failed:\n\tjava.util.NoSuchElementException: "
                    + "gistwire.auth: no such mode 'tokn'\n\tx is no number\n")));
  }

  @Test
  void a_failure_without_message_is_named() {
    assertEquals(
        "java.lang.StackOverflowError",
        StartFailure.sentence(new RuntimeException(new StackOverflowError())));
  }

  @Test
  void a_port_that_is_taken_is_found_before_the_start_and_named_with_its_setting()
      throws Exception {
    ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    int port = taken.getLocalPort();
    try (taken) {
      String message =
          assertThrows(
                  IllegalStateException.class,
                  () ->
                      StartChecks.checkFree("gRPC", "quarkus.grpc.server.port", "127.0.0.1", port))
              .getMessage();
      assertTrue(message.contains("127.0.0.1:" + port), message);
      assertTrue(message.contains("quarkus.grpc.server.port"), message);
    }
    assertDoesNotThrow(
        () -> StartChecks.checkFree("gRPC", "quarkus.grpc.server.port", "127.0.0.1", port));
  }
}
