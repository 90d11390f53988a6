package io.gistwire.server.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerHandoverTest {
  private static final PeerHandover.Peer PEER = new PeerHandover.Peer(Optional.empty(), "10.1.2.3");

  @Test
  void the_peer_that_was_handed_over_is_found() {
    Metadata headers = new Metadata();
    PeerHandover.put(headers, PEER);
    assertEquals(Optional.of(PEER), PeerHandover.get(headers));
  }

  @Test
  void bytes_of_that_name_from_the_network_name_no_caller() {
    Metadata headers =
        InternalMetadata.newMetadata(
            "gistwire-peer-bin".getBytes(StandardCharsets.US_ASCII), new byte[] {1, 2, 3});
    assertTrue(PeerHandover.get(headers).isEmpty());
  }

  @Test
  void an_http_header_of_that_name_does_not_hide_the_real_peer() throws Exception {
    Metadata headers =
        ConnectHeaders.toMetadata(
            MultiMap.caseInsensitiveMultiMap().add("Gistwire-Peer-Bin", "AQID"));
    PeerHandover.put(headers, PEER);
    assertEquals(Optional.of(PEER), PeerHandover.get(headers));
  }

  @Test
  void a_call_without_one_has_none() {
    assertFalse(PeerHandover.get(new Metadata()).isPresent());
  }
}
