package io.gistwire.server.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.proto.v1.ListWatchesRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.gistwire.proto.v1.StoredGist;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data folder that the first release's server wrote (commit c955d05): five gists and a deleted
 * one of one tenant, two of another, two watches, six alerts, three tokens; and what its command
 * line sent to its server.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FirstReleaseIT {
  private static final Path RELEASE =
      Path.of("src/test/resources/io/gistwire/server/first-release/data");
  private static final Path CLIENT = RELEASE.resolveSibling("client-calls.txt");
  private static final List<String> STORES = List.of("ledger.db", "tokens.db", "watches.db");
  private static final String ACME = "gw_fgDX0o0c3kQoBXgiG9QUoItoRQTZhiGmbgqWeoOUNAU";
  private static final String CAMERA = "gw_YogKmlqVu4K5CtJiM7mR_tMma60_YH2GTgTrbS-wXGs";
  private static final String UMBRELLA = "gw_h2trD7BOg5lwK8Rs98piSUvhGCE2xB0nl3B9HhrzgSg";
  private static final String GIST = "sources/camera-1/gists/edae5b4106ef1a17-";
  private static final String PACK = "d7dede6b5900825a";

  @TempDir Path temp;
  private ManagedChannel channel;

  @Test
  void its_gists_watches_alerts_and_tokens_are_served_and_it_is_migrated_once() throws Exception {
    Path data = temp.resolve("data");
    copy(data);
    try (PackagedServer server = start(data)) {
      channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
      checkGists();
      checkWatches();
      checkTokens();
      createGist();
    } finally {
      channel.shutdownNow();
    }
    List<String> backups = backups(data);
    checkMigrations(data, backups);
    try (PackagedServer server = start(data)) {
      channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
      assertEquals(6, names(ACME).size(), "and a second start has what the first one wrote");
      RecordedCalls client = new RecordedCalls(CLIENT);
      assertTrue(client.replay(as(ACME)) > 10, "what the first release's client called");
    } finally {
      channel.shutdownNow();
    }
    assertEquals(backups, backups(data), "the second start migrates nothing");
  }

  /** With time for a busy machine: this is no test of how long a first search takes. */
  private static PackagedServer start(Path data) throws Exception {
    return PackagedServer.start(
        data, 0, "-Dgistwire.auth=token", "-Dgistwire.limits.call-time=120S");
  }

  private static void copy(Path data) throws Exception {
    try (Stream<Path> files = Files.walk(RELEASE)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path to = data.resolve(RELEASE.relativize(file).toString());
        Files.createDirectories(Files.isDirectory(file) ? to : to.getParent());
        if (Files.isRegularFile(file)) {
          Files.copy(file, to);
        }
      }
    }
  }

  private Channel as(String secret) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + secret);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private List<String> names(String secret) {
    return GistServiceGrpc.newBlockingStub(as(secret))
        .listGists(ListGistsRequest.newBuilder().setParent("sources/-").setPageSize(100).build())
        .getGistsList()
        .stream()
        .map(StoredGist::getName)
        .toList();
  }

  private void checkGists() {
    assertEquals(
        List.of(GIST + 5, GIST + 4, GIST + 3, GIST + 2, GIST + 1), names(ACME), "not the deleted");
    assertEquals(2, names(UMBRELLA).size());
    SearchRequest request =
        SearchRequest.newBuilder()
            .setQuery(
                Query.newBuilder().addTerms(QueryTerm.newBuilder().setText("a colorful balloon")))
            .setPageSize(10)
            .build();
    var hits = SearchServiceGrpc.newBlockingStub(as(ACME)).search(request).getHitsList();
    assertEquals(5, hits.size());
    assertEquals(GIST + 2, hits.get(0).getName(), "a child with a colorful balloon");
  }

  private void checkWatches() {
    WatchServiceGrpc.WatchServiceBlockingStub watches = WatchServiceGrpc.newBlockingStub(as(ACME));
    List<String> names =
        watches.listWatches(ListWatchesRequest.getDefaultInstance()).getWatchesList().stream()
            .map(Watch::getName)
            .toList();
    assertEquals(List.of("watches/circle", "watches/words"), names);
    List<Alert> alerts =
        watches
            .listAlerts(ListAlertsRequest.newBuilder().setParent("watches/circle").build())
            .getAlertsList();
    assertEquals(6, alerts.stream().map(Alert::getName).distinct().count(), "none raised again");
  }

  private void checkTokens() {
    StatusRuntimeException refused =
        assertThrows(StatusRuntimeException.class, () -> names(CAMERA));
    assertEquals(Status.Code.PERMISSION_DENIED, refused.getStatus().getCode());
    StatusRuntimeException unknown =
        assertThrows(StatusRuntimeException.class, () -> names("gw_" + "x".repeat(43)));
    assertEquals(Status.Code.UNAUTHENTICATED, unknown.getStatus().getCode());
  }

  private void createGist() {
    Layer embedding =
        Layer.newBuilder()
            .setKind(LayerKind.LAYER_KIND_EMBEDDING)
            .setData(ByteString.copyFrom(new byte[16]))
            .build();
    GistServiceGrpc.newBlockingStub(as(ACME))
        .createGist(
            CreateGistRequest.newBuilder()
                .setParent("sources/camera-1")
                .setCodeFingerprint(ByteString.copyFrom(HexFormat.of().parseHex(PACK)))
                .setGist(Gist.newBuilder().addLayers(embedding))
                .build());
    assertEquals(6, names(ACME).size());
  }

  private static List<String> backups(Path data) throws Exception {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".backup"))
          .sorted()
          .toList();
    }
  }

  /** Every store that was migrated has a backup as the release wrote it, and no other has one. */
  private static void checkMigrations(Path data, List<String> backups) throws Exception {
    List<String> migrated = new ArrayList<>();
    for (String store : STORES) {
      int before = version(RELEASE.resolve(store));
      int after = version(data.resolve(store));
      assertTrue(after >= before, store);
      if (after > before) {
        migrated.add(store + ".v" + before + ".backup");
      }
    }
    assertEquals(migrated.stream().sorted().toList(), backups);
    for (String backup : backups) {
      Path original = RELEASE.resolve(backup.substring(0, backup.indexOf(".db") + 3));
      assertEquals(version(original), version(data.resolve(backup)), backup);
    }
  }

  private static int version(Path file) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:file:" + file + "?immutable=1");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
      return rows.getInt(1);
    }
  }
}
