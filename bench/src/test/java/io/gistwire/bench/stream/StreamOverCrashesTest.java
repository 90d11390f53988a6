package io.gistwire.bench.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gistwire.client.CaptureInfo;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.client.Receipt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client with its SQLite outbox against the packaged server, TLS on, real processes. */
class StreamOverCrashesTest {
  private static final int GISTS = 6_000;

  @TempDir Path folder;
  private String homeBefore;

  @BeforeEach
  void findTheServer() {
    Path home = Path.of("..").toAbsolutePath().normalize();
    assumeTrue(
        Files.exists(home.resolve("server/target/quarkus-app/quarkus-run.jar")),
        "the server is not packaged; 'mvn package' builds it before this module");
    homeBefore = System.getProperty("gistwire.home");
    System.setProperty("gistwire.home", home.toString());
  }

  @AfterEach
  void forgetTheServer() {
    if (homeBefore == null) {
      System.clearProperty("gistwire.home");
    } else {
      System.setProperty("gistwire.home", homeBefore);
    }
  }

  @Test
  void every_gist_arrives_once_although_the_server_is_killed_and_the_client_starts_anew()
      throws Exception {
    BenchServer first = BenchServer.start(folder, List.of(), List.of());
    int port = first.port();
    SyntheticGists gists = new SyntheticGists(BenchServer.FINGERPRINT, 4);
    try (GistwireClient client = client(port, first)) {
      GistStream stream = client.open("cam-1");
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < GISTS; i++) {
        receipts.add(stream.send(gists.next(), CaptureInfo.at(i + 1)));
        if (i == GISTS / 3) {
          receipts.get(100).delivered().toCompletableFuture().get(60, TimeUnit.SECONDS);
          first.kill();
        }
      }
      receipts.get(GISTS - 1).stored().toCompletableFuture().get(60, TimeUnit.SECONDS);
      stream.close(Duration.ZERO);
    }
    try (BenchServer second =
            BenchServer.start(folder, List.of(), List.of("quarkus.grpc.server.port=" + port));
        GistwireClient client = client(port, second);
        GistStream stream = client.open("cam-1")) {
      stream.flush().toCompletableFuture().get(120, TimeUnit.SECONDS);
      assertEquals(0, stream.pending().entries());
      assertEquals(GISTS, stream.pending().lastSequence());
      assertLedgerHoldsAll(second);
    }
  }

  private GistwireClient client(int port, BenchServer server) throws Exception {
    return GistwireClient.builder()
        .target("localhost:" + port)
        .trust(server.certificate().toFile())
        .outboxFolder(folder.resolve("outbox"))
        .build();
  }

  /** The key of the table lets no sequence stand twice; none may be missing. */
  private static void assertLedgerHoldsAll(BenchServer server) throws Exception {
    try (Connection ledger =
            DriverManager.getConnection("jdbc:sqlite:" + server.data().resolve("ledger.db"));
        Statement s = ledger.createStatement();
        ResultSet r =
            s.executeQuery(
                "SELECT count(*), min(sequence), max(sequence) FROM entry WHERE state = 1")) {
      r.next();
      assertEquals(GISTS, r.getLong(1));
      assertEquals(1, r.getLong(2));
      assertEquals(GISTS, r.getLong(3));
    }
  }
}
