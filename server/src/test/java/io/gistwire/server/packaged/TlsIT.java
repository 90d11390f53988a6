package io.gistwire.server.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.ClientBuilder;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.client.StreamStoppedException;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.server.crash.PlainServer;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server with TLS and client certificates, as docs/operations.md sets them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TlsIT {
  @TempDir static Path temp;
  private static Certificates certificates;
  private static PackagedServer server;

  @BeforeAll
  static void start() throws Exception {
    certificates = new Certificates(temp);
    certificates.authority("site");
    certificates.authority("devices");
    certificates.authority("strangers");
    certificates.signed(
        "server", "CN=localhost", "site", "-ext", "san=dns:localhost", "-ext", "eku=serverAuth");
    certificates.signed("gate", "CN=gate,O=acme", "devices", "-ext", "eku=clientAuth");
    certificates.signed("all", "CN=*,O=acme", "devices", "-ext", "eku=clientAuth");
    certificates.signed("twin", "CN=gate,O=umbrella", "devices", "-ext", "eku=clientAuth");
    certificates.signed("stranger", "CN=gate,O=acme", "strangers", "-ext", "eku=clientAuth");
    String ssl = "-Dquarkus.grpc.server.ssl.";
    server =
        PackagedServer.start(
            temp.resolve("data"),
            0,
            ssl + "certificate=" + certificates.certificate("server"),
            ssl + "key=" + certificates.key("server"),
            ssl + "trust-store=" + certificates.trustStore("devices"),
            ssl + "trust-store-type=pkcs12",
            ssl + "trust-store-password=" + Certificates.PASSWORD,
            ssl + "client-auth=REQUIRED",
            "-Dquarkus.grpc.server.plain-text=false",
            "-Dgistwire.auth=certificate");
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private static ClientBuilder client() throws Exception {
    return GistwireClient.builder()
        .target("localhost:" + server.grpcPort())
        .trust(certificates.certificate("site").toFile())
        .volatileOutbox();
  }

  private static ClientBuilder client(String name) throws Exception {
    return client()
        .certificate(certificates.certificate(name).toFile(), certificates.key(name).toFile());
  }

  private static Gist gist(int meaning) {
    byte[] code = new byte[16];
    code[0] = (byte) meaning;
    return Gist.of(PlainServer.CODE, List.of(Layer.of(LayerKind.EMBEDDING, code)));
  }

  private static int gistsSeenBy(ClientBuilder builder) throws Exception {
    try (GistwireClient client = builder.build()) {
      return client.gists().list(ListGistsRequest.getDefaultInstance()).join().getGistsCount();
    }
  }

  private static Status.Code refusalOf(ClientBuilder builder) {
    CompletionException refused =
        assertThrows(CompletionException.class, () -> gistsSeenBy(builder));
    return Status.fromThrowable(refused).getCode();
  }

  @Test
  void a_client_with_a_certificate_sends_as_its_source_and_sees_its_tenant_only() throws Exception {
    try (GistwireClient gate = client("gate").build();
        GistStream stream = gate.open("gate")) {
      stream.send(gist(1)).delivered().toCompletableFuture().join();
    }
    assertEquals(1, gistsSeenBy(client("gate")));
    assertEquals(1, gistsSeenBy(client("all")));
    assertEquals(0, gistsSeenBy(client("twin")), "the same source of another tenant");
  }

  @Test
  void a_certificate_does_not_send_as_another_source() throws Exception {
    try (GistwireClient gate = client("gate").build();
        GistStream stream = gate.open("yard")) {
      CompletionException stopped =
          assertThrows(
              CompletionException.class,
              () -> stream.send(gist(2)).delivered().toCompletableFuture().join());
      StreamStoppedException why =
          assertThrows(
              StreamStoppedException.class,
              () -> {
                throw stopped.getCause();
              });
      assertTrue(why.getMessage().contains("sources/yard"), why.getMessage());
    }
  }

  @Test
  void a_client_without_a_certificate_gets_no_connection() throws Exception {
    assertEquals(Status.Code.UNAVAILABLE, refusalOf(client()));
  }

  @Test
  void a_certificate_of_another_authority_gets_no_connection() throws Exception {
    assertEquals(Status.Code.UNAVAILABLE, refusalOf(client("stranger")));
  }

  @Test
  void a_client_does_not_talk_to_a_server_that_it_does_not_trust() throws Exception {
    ClientBuilder distrusting =
        client("gate").trust(certificates.certificate("strangers").toFile());
    assertEquals(Status.Code.UNAVAILABLE, refusalOf(distrusting));
  }

  @Test
  void a_client_without_tls_gets_no_connection_and_the_server_goes_on() throws Exception {
    ClientBuilder plain =
        GistwireClient.builder()
            .target("localhost:" + server.grpcPort())
            .plaintext()
            .volatileOutbox();
    assertEquals(Status.Code.UNAVAILABLE, refusalOf(plain));
    assertTrue(gistsSeenBy(client("all")) >= 0);
  }

  @Test
  void no_one_who_was_turned_away_leaves_a_trace_in_the_log() throws Exception {
    refusalOf(client());
    refusalOf(client("stranger"));
    assertFalse(server.said().contains("WARN"), server.said());
    assertFalse(server.said().contains("ERROR"), server.said());
  }
}
