package io.gistwire.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {
  @Test
  void options_become_settings_of_the_server() {
    ServerOptions options =
        new ServerOptions(
            Path.of("/d"), 9000, 0, List.of(Path.of("/p"), Path.of("/q")), List.of("a.b=c"));
    assertEquals(
        List.of(
            "-Dgistwire.data=/d",
            "-Dquarkus.grpc.server.port=9000",
            "-Dquarkus.http.port=0",
            "-Dgistwire.packs=/p,/q",
            "-Da.b=c"),
        options.systemProperties());
  }

  @Test
  void a_port_out_of_range_and_a_setting_without_a_name_are_refused() {
    IllegalArgumentException port =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ServerOptions(Path.of("/d"), 70_000, 0, List.of(), List.of()));
    assertTrue(port.getMessage().contains("70000"), port.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new ServerOptions(Path.of("/d"), 0, 0, List.of(), List.of("=x")));
  }

  @Test
  void a_missing_server_is_reported_with_how_to_build_it(
      @org.junit.jupiter.api.io.TempDir Path home) {
    String before = System.getProperty("gistwire.home");
    System.setProperty("gistwire.home", home.toString());
    try {
      Exception error = assertThrows(java.io.IOException.class, Installation::serverJar);
      assertTrue(error.getMessage().contains("mvn -q package"), error.getMessage());
    } finally {
      if (before == null) {
        System.clearProperty("gistwire.home");
      } else {
        System.setProperty("gistwire.home", before);
      }
    }
  }
}
