package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.SessionServiceGrpc;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An outbox written by the first release (commit c955d05) with two gists that wait, and the answers
 * which that release's server gave its client for this outbox, byte for byte.
 */
class FirstReleaseTest extends SessionServiceGrpc.SessionServiceImplBase {
  private static final Path RELEASE =
      Path.of("src/test/resources/io/gistwire/client/first-release");
  private static final String OUTBOX = "camera-1.outbox.db";
  private static final long EPOCH = 0xedae5b4106ef1a17L;
  private static final String OPENED =
      "0a40080610808040188080102080800828800830a09c013880f4ee064207616e73776572734206726566696e65"
          + "520c66643035643239303864353458b8fac1d4c568";
  private static final String ACK_OF_8 = "120408081046";

  @TempDir Path folder;
  private final List<ExchangeRequest> received = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> acked = new CompletableFuture<>();
  private Server server;
  private int port;

  @BeforeEach
  void start() throws IOException {
    try (Stream<Path> files = Files.walk(RELEASE)) {
      files.forEach(file -> copy(file, folder.resolve(RELEASE.relativize(file).toString())));
    }
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .build()
            .start();
    port = server.getPort();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  private static void copy(Path from, Path to) {
    try {
      if (Files.isDirectory(from)) {
        Files.createDirectories(to);
      } else {
        Files.copy(from, to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers as the first release's server did. */
  @Override
  public StreamObserver<ExchangeRequest> exchange(StreamObserver<ExchangeResponse> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ExchangeRequest request) {
        received.add(request);
        if (request.hasOpen()) {
          answers.onNext(recorded(OPENED));
        } else if (request.hasBatch()) {
          answers.onNext(recorded(ACK_OF_8));
          acked.complete(null);
        } else if (request.hasClose()) {
          answers.onCompleted();
        }
      }

      @Override
      public void onError(Throwable cancelled) {
        acked.completeExceptionally(cancelled);
      }

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  private static ExchangeResponse recorded(String hex) {
    try {
      return ExchangeResponse.parseFrom(HexFormat.of().parseHex(hex));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private GistwireClient client() throws Exception {
    return GistwireClient.builder()
        .target("localhost:" + port)
        .plaintext()
        .outboxFolder(folder)
        .build();
  }

  @Test
  void its_outbox_is_delivered_to_its_server() throws Exception {
    try (GistwireClient client = client();
        GistStream stream = client.open("camera-1")) {
      acked.get(20, TimeUnit.SECONDS);
      stream.close(Duration.ofSeconds(20));
    }
    assertEquals(EPOCH, received.get(0).getOpen().getEpoch());
    ExchangeRequest sent = received.stream().filter(ExchangeRequest::hasBatch).findFirst().get();
    assertEquals(7, sent.getBatch().getFirstSequence());
    assertEquals(2, sent.getBatch().getGistCount());
    try (GistwireClient client = client();
        GistStream again = client.open("camera-1")) {
      assertEquals(0, again.pending().entries());
    }
  }

  @Test
  void its_outbox_is_migrated_once_and_kept_as_it_was() throws Exception {
    byte[] before = Files.readAllBytes(folder.resolve(OUTBOX));
    server.shutdownNow();
    for (int i = 0; i < 2; i++) {
      try (GistwireClient client = client();
          GistStream stream = client.open("camera-1")) {
        assertEquals(2, stream.pending().entries());
        stream.close(Duration.ZERO);
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> kept =
          files.filter(file -> file.getFileName().toString().contains("version-")).toList();
      assertEquals(1, kept.size(), kept.toString());
      assertTrue(Files.size(kept.get(0)) >= before.length / 2, "the copy has the content");
    }
    assertArrayEquals(before, Files.readAllBytes(RELEASE.resolve(OUTBOX)), "of a copy, here");
  }
}
