package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:9000",
        "10.0.0.1:1",
        "[::1]:65535",
        "gists.example.com",
        "dns:///gists.example.com:9000",
        "unix:/run/gistwire.sock"
      })
  void an_address_of_a_server_is_taken(String target) {
    assertDoesNotThrow(() -> GistwireClient.builder().target(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost:99999",
        "localhost:0",
        "localhost:abc",
        "localhost:",
        "http://localhost:9000",
        "host name:9000",
        "a%zz:9000",
        "user@host:9000",
        "localhost:9000/path",
        "ftp://host:9000",
        "dns:",
        "dns://a b",
        "a\nb:9000"
      })
  void anything_else_is_refused_at_once_with_its_value(String target) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> GistwireClient.builder().target(target))
            .getMessage();
    assertTrue(message.contains("'" + target + "'"), message);
  }
}
