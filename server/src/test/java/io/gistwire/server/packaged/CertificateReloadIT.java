package io.gistwire.server.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.v1.FollowGistsRequest;
import io.gistwire.proto.v1.FollowGistsResponse;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.ListGistsRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server while its certificates and authorities are exchanged, on both ports. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CertificateReloadIT {
  @TempDir static Path temp;
  private static Certificates certificates;
  private static PackagedServer server;
  private static int httpsPort;

  @BeforeAll
  static void start() throws Exception {
    certificates = new Certificates(temp);
    certificates.authority("site");
    certificates.authority("devices");
    certificates.authority("strangers");
    String[] local = {"-ext", "san=dns:localhost"};
    certificates.signed("first", "CN=first", "site", local);
    certificates.signed("second", "CN=second", "site", local);
    certificates.signed("gate", "CN=*,O=acme", "devices");
    certificates.trustStore("devices");
    certificates.trustStore("strangers");
    use("first");
    trust("devices");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      httpsPort = free.getLocalPort();
    }
    String ssl = "-Dquarkus.grpc.server.ssl.";
    server =
        PackagedServer.start(
            temp.resolve("data"),
            0,
            "-Dgistwire.tls.reload-period=0.2S",
            ssl + "certificate=" + temp.resolve("used.pem"),
            ssl + "key=" + temp.resolve("used.key"),
            ssl + "trust-store=" + temp.resolve("used-trust.p12"),
            ssl + "trust-store-password=" + Certificates.PASSWORD,
            ssl + "client-auth=REQUIRED",
            "-Dquarkus.http.ssl-port=" + httpsPort,
            "-Dquarkus.http.ssl.certificate.files=" + temp.resolve("used.pem"),
            "-Dquarkus.http.ssl.certificate.key-files=" + temp.resolve("used.key"),
            "-Dgistwire.auth=certificate");
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private static void use(String name) throws IOException {
    copy(certificates.key(name), "used.key");
    copy(certificates.certificate(name), "used.pem");
  }

  private static void trust(String authority) throws IOException {
    copy(temp.resolve(authority + "-trust.p12"), "used-trust.p12");
  }

  private static void copy(Path from, String to) throws IOException {
    Files.copy(from, temp.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }

  private static ManagedChannel connect() throws Exception {
    return NettyChannelBuilder.forAddress("localhost", server.grpcPort())
        .sslContext(
            GrpcSslContexts.forClient()
                .trustManager(certificates.certificate("site").toFile())
                .keyManager(
                    certificates.certificate("gate").toFile(), certificates.key("gate").toFile())
                .build())
        .build();
  }

  private static Status.Code list(ManagedChannel channel) {
    try {
      GistServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(60, TimeUnit.SECONDS)
          .listGists(ListGistsRequest.getDefaultInstance());
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  /** The name that a port shows to whoever connects now. */
  private static String shownBy(int port) throws Exception {
    CompletableFuture<String> shown = new CompletableFuture<>();
    X509TrustManager noting =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {
            shown.complete(chain[0].getSubjectX500Principal().getName());
          }

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {noting}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
      socket.setSoTimeout(30_000);
      socket.startHandshake();
    } catch (IOException refusedForTheClientsSake) {
      // By then the server's certificate has been seen.
    }
    return shown.get(1, TimeUnit.SECONDS);
  }

  private static void awaitShown(int port, String name) throws Exception {
    while (!shownBy(port).equals(name)) {
      Thread.sleep(20);
    }
  }

  @Test
  void both_ports_show_a_new_certificate_and_calls_go_on() throws Exception {
    ManagedChannel old = connect();
    try {
      assertEquals(Status.Code.OK, list(old));
      Streaming stream = new Streaming(old);
      assertEquals("CN=first", shownBy(httpsPort));
      use("second");
      awaitShown(server.grpcPort(), "CN=second");
      awaitShown(httpsPort, "CN=second");
      assertEquals(Status.Code.OK, list(old));
      assertFalse(stream.end.isDone());
      copy(certificates.key("first"), "used.key");
      while (!server.said().contains("are not used")) {
        Thread.sleep(20);
      }
      assertEquals("CN=second", shownBy(server.grpcPort()));
      use("first");
      awaitShown(server.grpcPort(), "CN=first");
      awaitShown(httpsPort, "CN=first");
      assertFalse(stream.end.isDone());
    } finally {
      old.shutdownNow();
    }
  }

  @Test
  void a_stream_ends_and_calls_are_refused_when_the_authority_is_removed() throws Exception {
    ManagedChannel channel = connect();
    try {
      assertEquals(Status.Code.OK, list(channel));
      Streaming stream = new Streaming(channel);
      trust("strangers");
      Status end = stream.end.get(60, TimeUnit.SECONDS);
      assertEquals(Status.Code.UNAUTHENTICATED, end.getCode(), end.toString());
      assertEquals(Status.Code.UNAUTHENTICATED, list(channel), "on the same connection");
      ManagedChannel another = connect();
      assertThrows(AssertionError.class, () -> assertEquals(Status.Code.OK, list(another)));
      another.shutdownNow();
      trust("devices");
      while (list(channel) != Status.Code.OK) {
        Thread.sleep(20);
      }
      assertTrue(server.said().contains("ended with the trust"), server.said());
    } finally {
      channel.shutdownNow();
    }
  }

  /** Follows gists for ever. */
  private static final class Streaming implements StreamObserver<FollowGistsResponse> {
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    Streaming(ManagedChannel channel) {
      GistServiceGrpc.newStub(channel).followGists(FollowGistsRequest.getDefaultInstance(), this);
    }

    @Override
    public void onNext(FollowGistsResponse answer) {}

    @Override
    public void onError(Throwable error) {
      end.complete(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
    }
  }
}
