package io.gistwire.cli.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineChecksTest {
  @Test
  void a_taken_port_is_a_warning_with_advice() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Check check = MachineChecks.port("gRPC port", taken.getLocalPort());
      assertEquals(Check.State.WARNING, check.state());
      assertTrue(check.seen().contains(taken.getLocalPort() + " is taken"), check.seen());
      assertTrue(check.advice().contains("another port"), check.advice());
    }
  }

  @Test
  void a_data_folder_that_is_not_there_yet_is_judged_by_the_folder_above(@TempDir Path folder) {
    Check check = MachineChecks.disk(folder.resolve("a/b/c"));
    assertTrue(check.seen().contains("free for"), check.seen());
  }

  @Test
  void the_java_that_runs_this_is_new_enough() {
    assertEquals(Check.State.OK, MachineChecks.java().state());
  }
}
