package io.gistwire.server.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.Metadata;
import io.vertx.core.MultiMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectHeadersTest {
  @Test
  void headers_of_http_and_of_the_protocol_do_not_reach_services() throws Exception {
    Metadata metadata =
        ConnectHeaders.toMetadata(
            MultiMap.caseInsensitiveMultiMap()
                .add("Authorization", "Bearer x")
                .add("Content-Type", "application/json")
                .add("Connect-Timeout-Ms", "5")
                .add("grpc-timeout", "1n")
                .add("Host", "h")
                .add("X-Trace", "1"));
    assertEquals(Set.of("authorization", "x-trace"), metadata.keys());
  }

  @Test
  void binary_metadata_goes_both_ways() throws Exception {
    MultiMap in = MultiMap.caseInsensitiveMultiMap().add("x-bin", "AQI, AwQ=");
    MultiMap out = MultiMap.caseInsensitiveMultiMap();
    ConnectHeaders.addTo(out, "trailer-", ConnectHeaders.toMetadata(in));
    assertEquals("[AQI, AwQ]", out.getAll("trailer-x-bin").toString());
  }

  @Test
  void a_binary_header_that_is_no_base64_is_named() {
    ConnectException refused =
        assertThrows(
            ConnectException.class,
            () ->
                ConnectHeaders.toMetadata(MultiMap.caseInsensitiveMultiMap().add("x-bin", "a*b")));
    assertEquals(ConnectCode.INVALID_ARGUMENT, refused.error().code());
  }
}
