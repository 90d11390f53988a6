package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.gistwire.client.GistwireException.Reason;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsServerCredentials;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why there is no connection, against servers on real sockets. */
class ConnectFailureTest {
  @TempDir static Path folder;
  private static TestCertificates.Pair valid;
  private final List<Server> servers = new ArrayList<>();

  @BeforeAll
  static void makeCertificate() throws Exception {
    valid = new TestCertificates(folder).valid("valid");
  }

  @AfterEach
  void stop() {
    servers.forEach(Server::shutdownNow);
  }

  private String target(Server server) {
    return "localhost:" + server.getPort();
  }

  private Server serve(ServerCredentials credentials, ServerInterceptor... interceptors)
      throws IOException {
    ServerBuilder<?> builder =
        Grpc.newServerBuilderForPort(0, credentials)
            .addService(new io.gistwire.proto.v1.PackServiceGrpc.PackServiceImplBase() {});
    for (ServerInterceptor interceptor : interceptors) {
      builder.intercept(interceptor);
    }
    Server server = builder.build().start();
    servers.add(server);
    return server;
  }

  private Server tls(TestCertificates.Pair pair) throws IOException {
    return serve(TlsServerCredentials.create(pair.certificate().toFile(), pair.key().toFile()));
  }

  private static ClientBuilder client(String target) {
    return GistwireClient.builder().target(target).volatileOutbox();
  }

  private static ClientBuilder trusting(TestCertificates.Pair pair, String target) {
    return client(target).trust(pair.certificate().toFile());
  }

  /** What a call fails with, and that its sentence is one line that names the target. */
  private static GistwireException failure(ClientBuilder builder) throws Exception {
    try (GistwireClient client = builder.build()) {
      CompletionException thrown =
          assertThrows(CompletionException.class, () -> client.packs().get("packs/x").join());
      GistwireException failure =
          assertInstanceOf(GistwireException.class, thrown.getCause(), thrown.toString());
      assertEquals(failure, GistwireException.of(thrown));
      String text = failure.getMessage();
      assertFalse(text.contains("\n") || text.contains("Exception"), text);
      return failure;
    }
  }

  private static void assertReason(Reason reason, String words, GistwireException failure) {
    assertEquals(reason, failure.reason(), failure + " / " + causes(failure));
    assertTrue(failure.problem().contains(words), failure.problem());
    assertFalse(failure.remedy().isEmpty(), failure.toString());
  }

  private static List<String> causes(Throwable failure) {
    List<String> causes = new ArrayList<>();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      causes.add(t.toString());
    }
    return causes;
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void a_port_where_nothing_listens() throws Exception {
    int port = closedPort();
    assertReason(
        Reason.CONNECTION_REFUSED,
        "localhost:" + port + " refuses connections",
        failure(client("localhost:" + port)));
  }

  @Test
  void a_host_that_does_not_exist() throws Exception {
    assertReason(
        Reason.UNKNOWN_HOST,
        "the host of nosuch.invalid:9000 is not known",
        failure(client("nosuch.invalid:9000")));
  }

  @Test
  void tls_against_a_server_without() throws Exception {
    Server server = serve(InsecureServerCredentials.create());
    assertReason(
        Reason.SERVER_IS_PLAINTEXT, "does not use TLS", failure(client(target(server)).tls()));
  }

  @Test
  void no_tls_against_a_server_with() throws Exception {
    assertReason(
        Reason.SERVER_NEEDS_TLS, "as servers do that use TLS", failure(client(target(tls(valid)))));
  }

  @Test
  void a_certificate_that_no_one_known_signed() throws Exception {
    assertReason(
        Reason.CERTIFICATE_UNTRUSTED, "is not trusted", failure(client(target(tls(valid))).tls()));
    TestCertificates.Pair other = new TestCertificates(folder).valid("stranger");
    assertReason(
        Reason.CERTIFICATE_UNTRUSTED,
        "is not trusted",
        failure(trusting(other, target(tls(valid)))));
  }

  @Test
  void a_certificate_that_has_expired() throws Exception {
    TestCertificates.Pair expired = new TestCertificates(folder).expired();
    assertReason(
        Reason.CERTIFICATE_EXPIRED,
        "has expired",
        failure(
            client(target(tls(expired))).trust(new TestCertificates(folder).authority().toFile())));
  }

  @Test
  void a_certificate_for_another_name_and_for_another_address() throws Exception {
    TestCertificates.Pair other = new TestCertificates(folder).of("dns:gists.example.com");
    Server server = tls(other);
    assertReason(
        Reason.CERTIFICATE_WRONG_NAME,
        "is for another name",
        failure(trusting(other, target(server))));
    assertReason(
        Reason.CERTIFICATE_WRONG_NAME,
        "is for another name",
        failure(trusting(other, "127.0.0.1:" + server.getPort())));
    GistwireException reached =
        failure(trusting(other, target(server)).serverName("gists.example.com"));
    assertEquals(Reason.NOT_A_GISTWIRE_SERVER, reached.reason(), reached.toString());
  }

  @Test
  void a_server_that_wants_a_certificate_of_the_client() throws Exception {
    Server server =
        serve(
            TlsServerCredentials.newBuilder()
                .keyManager(valid.certificate().toFile(), valid.key().toFile())
                .trustManager(valid.certificate().toFile())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build());
    assertReason(
        Reason.CLIENT_CERTIFICATE_REFUSED,
        "wants a certificate",
        failure(trusting(valid, target(server))));
    TestCertificates.Pair stranger = new TestCertificates(folder).valid("stranger2");
    assertReason(
        Reason.CLIENT_CERTIFICATE_REFUSED,
        "wants a certificate",
        failure(
            trusting(valid, target(server))
                .certificate(stranger.certificate().toFile(), stranger.key().toFile())));
  }

  @Test
  void a_web_server() throws Exception {
    HttpServer web = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    web.start();
    try {
      assertReason(
          Reason.NOT_A_GISTWIRE_SERVER,
          "no Gistwire server",
          failure(client("localhost:" + web.getAddress().getPort())));
    } finally {
      web.stop(0);
    }
  }

  @Test
  void a_grpc_server_of_another_kind_ends_a_stream_with_the_reason() throws Exception {
    Server server = serve(InsecureServerCredentials.create());
    assertReason(
        Reason.NOT_A_GISTWIRE_SERVER, "no Gistwire server", failure(client(target(server))));
    try (GistwireClient client = client(target(server)).build();
        GistStream stream = client.open("cam-1")) {
      StreamStoppedException stopped =
          assertInstanceOf(
              StreamStoppedException.class,
              StreamFixture.failure(stream.send(StreamFixture.gist(1)).delivered()));
      assertEquals(Reason.NOT_A_GISTWIRE_SERVER, stopped.reason(), stopped.toString());
    }
  }

  @Test
  void a_token_that_the_server_refuses_and_one_that_cannot_be_had() throws Exception {
    ServerInterceptor refusing =
        new ServerInterceptor() {
          @Override
          public <Q, A> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            StatusRuntimeException refusal =
                ErrorStatus.of(Status.Code.UNAUTHENTICATED, "TOKEN_INVALID", "token has expired");
            call.close(refusal.getStatus(), refusal.getTrailers());
            return new ServerCall.Listener<>() {};
          }
        };
    Server server = serve(InsecureServerCredentials.create(), refusing);
    GistwireException failure = failure(client(target(server)).token("old"));
    assertReason(Reason.TOKEN_REFUSED, "token has expired", failure);
    assertEquals("TOKEN_INVALID", failure.serverReason());
    assertEquals("UNAUTHENTICATED", failure.status());
    GistwireException none =
        failure(
            client(target(server))
                .tokens(
                    () -> {
                      throw new IOException("the vault is sealed");
                    }));
    assertEquals(Reason.TOKEN_UNAVAILABLE, none.reason());
    assertTrue(none.problem().contains("the vault is sealed"), none.problem());
  }

  @Test
  void the_same_over_okhttp() throws Exception {
    Server plain = serve(InsecureServerCredentials.create());
    int port = closedPort();
    assertEquals(Reason.CONNECTION_REFUSED, overOkHttp("localhost:" + port, true).reason());
    assertEquals(Reason.UNKNOWN_HOST, overOkHttp("nosuch.invalid:9000", true).reason());
    assertEquals(Reason.SERVER_IS_PLAINTEXT, overOkHttp(target(plain), false).reason());
    assertEquals(Reason.CERTIFICATE_UNTRUSTED, overOkHttp(target(tls(valid)), false).reason());
  }

  private static GistwireException overOkHttp(String target, boolean plaintext) throws Exception {
    OkHttpChannelBuilder builder = OkHttpChannelBuilder.forTarget(target);
    ManagedChannel channel = (plaintext ? builder.usePlaintext() : builder).build();
    try {
      return failure(GistwireClient.builder().channel(channel).volatileOutbox());
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void a_stream_reports_each_cause_once_and_its_end_carries_the_last() throws Exception {
    int port = closedPort();
    ConcurrentLinkedQueue<GistwireException> causes = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Duration> pauses = new ConcurrentLinkedQueue<>();
    StreamListener listener =
        new StreamListener() {
          @Override
          public void disconnected(GistwireException cause, Duration retryIn) {
            causes.add(cause);
            pauses.add(retryIn);
          }
        };
    Receipt receipt;
    try (GistwireClient client = client("localhost:" + port).build()) {
      GistStream stream = client.open("cam-1", listener);
      receipt = stream.send(StreamFixture.gist(1));
      StreamFixture.get(receipt.stored());
      long end = System.nanoTime() + 20_000_000_000L;
      while (causes.isEmpty() && System.nanoTime() < end) {
        Thread.sleep(5);
      }
      for (int i = 0; i < 10; i++) {
        client.networkChanged(); // connects at once, again and again
        Thread.sleep(50);
      }
      assertEquals(
          Reason.CONNECTION_REFUSED, stream.lastFailure().map(f -> f.reason()).orElse(null));
      assertFalse(stream.close(Duration.ofMillis(100)));
    }
    assertEquals(1, causes.size(), causes.toString());
    assertEquals(Reason.CONNECTION_REFUSED, causes.peek().reason());
    assertTrue(pauses.peek().toMillis() <= 30_000);
    StreamStoppedException why =
        assertInstanceOf(StreamStoppedException.class, StreamFixture.failure(receipt.delivered()));
    assertEquals(Reason.STREAM_CLOSED, why.reason());
    assertTrue(why.getMessage().contains("refuses connections"), why.getMessage());
    assertTrue(why.getMessage().contains("lost when the program ends"), why.getMessage());
    GistwireException cause = assertInstanceOf(GistwireException.class, why.getCause());
    assertEquals(Reason.CONNECTION_REFUSED, cause.reason());
  }
}
