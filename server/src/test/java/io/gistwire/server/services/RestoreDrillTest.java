package io.gistwire.server.services;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.BackupLedgerRequest;
import io.gistwire.proto.v1.BackupLedgerResponse;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.RevokeTokenRequest;
import io.gistwire.proto.v1.SearchHit;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.gistwire.server.ledger.sqlite.LedgerRestore;
import io.gistwire.server.storage.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The drill: a backup is made, the machine is lost or goes on, and the backup is restored. */
@Timeout(120)
class RestoreDrillTest {
  private static final ByteString CODE = ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

  @TempDir Path path;
  private WholeServer server;
  private WholeServer.As acme;
  private WholeServer.As operator;

  @BeforeEach
  void start() throws Exception {
    server = WholeServer.open(path.resolve("data"));
    acme = server.as("acme");
    operator = server.operator();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private String send() {
    return acme.gists()
        .createGist(
            CreateGistRequest.newBuilder()
                .setParent("sources/cam")
                .setCodeFingerprint(server.fingerprint())
                .setGist(
                    Gist.newBuilder()
                        .addLayers(
                            Streams.layer(LayerKind.LAYER_KIND_EMBEDDING, CODE.toByteArray())))
                .build())
        .getGist()
        .getName();
  }

  private void watch(String id) {
    QueryTerm term = QueryTerm.newBuilder().setCode(CODE).build();
    Watch wanted =
        Watch.newBuilder()
            .setMinScore(0.1f)
            .setCondition(WatchCondition.newBuilder().setQuery(Query.newBuilder().addTerms(term)))
            .build();
    WatchServiceGrpc.newBlockingStub(acme.channel())
        .createWatch(CreateWatchRequest.newBuilder().setWatchId(id).setWatch(wanted).build());
  }

  /** Alerts of a watch, newest first, once there are as many. */
  private List<Alert> alerts(String watch, int count) throws Exception {
    while (true) {
      List<Alert> found =
          WatchServiceGrpc.newBlockingStub(acme.channel())
              .listAlerts(ListAlertsRequest.newBuilder().setParent("watches/" + watch).build())
              .getAlertsList();
      if (found.size() >= count) {
        return found;
      }
      Thread.sleep(10);
    }
  }

  private List<String> found() {
    QueryTerm term = QueryTerm.newBuilder().setCode(CODE).build();
    return SearchServiceGrpc.newBlockingStub(acme.channel())
        .search(SearchRequest.newBuilder().setQuery(Query.newBuilder().addTerms(term)).build())
        .getHitsList()
        .stream()
        .map(SearchHit::getName)
        .sorted()
        .toList();
  }

  private Path backup(String name) {
    List<BackupLedgerResponse> answers = new ArrayList<>();
    operator
        .admin()
        .backupLedger(BackupLedgerRequest.newBuilder().setFileName(name).build())
        .forEachRemaining(answers::add);
    return Path.of(answers.get(answers.size() - 1).getPath());
  }

  private void restore(Path data, Path backup) throws Exception {
    server.close();
    try (DataFolder folder = DataFolder.open(data)) {
      LedgerRestore.restore(folder, backup);
    }
    server = WholeServer.open(data);
    acme = server.withSecret(acme.secret);
    operator = server.withSecret(operator.secret);
  }

  @Test
  void on_an_empty_machine_search_watches_alerts_and_tokens_answer_as_before() throws Exception {
    watch("door");
    String gist = send();
    List<Alert> before = alerts("door", 1);
    Path backup = backup("all.db");
    restore(path.resolve("new"), backup);
    assertEquals(List.of(gist), found());
    assertEquals(before, alerts("door", 1));
    send();
    List<Alert> after = alerts("door", 2);
    assertEquals(before.get(0), after.get(1));
    assertEquals(2, after.size(), "nothing is raised again");
    assertTrue(after.get(0).getPosition() > before.get(0).getPosition());
  }

  @Test
  void over_a_newer_state_new_watches_see_what_comes_and_revoked_tokens_stay_void()
      throws Exception {
    watch("door");
    send();
    alerts("door", 1);
    var device = server.as("acme");
    Path backup = backup("all.db");
    List<Alert> later = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      send();
    }
    later.addAll(alerts("door", 6));
    operator.admin().revokeToken(RevokeTokenRequest.newBuilder().setName(device.token).build());
    restore(path.resolve("data"), backup);
    assertEquals(1, found().size());
    assertEquals(1, alerts("door", 1).size());
    watch("window");
    String gist = send();
    assertEquals(gist, alerts("window", 1).get(0).getGist());
    Alert newest = alerts("door", 2).get(0);
    assertEquals(gist, newest.getGist());
    assertTrue(
        newest.getPosition() > later.get(0).getPosition(),
        "whoever has read alerts of the replaced state reads on after them");
    assertRefused(
        "UNAUTHENTICATED TOKEN_INVALID",
        () ->
            server
                .withSecret(device.secret)
                .gists()
                .listGists(ListGistsRequest.getDefaultInstance()));
    try (var entries = Files.list(path.resolve("data"))) {
      assertTrue(
          entries.anyMatch(entry -> entry.getFileName().toString().startsWith("before-restore-")));
    }
  }

  @Test
  void a_copy_of_the_ledger_alone_is_restored_and_the_watches_stay() throws Exception {
    watch("door");
    send();
    alerts("door", 1);
    Path old = path.resolve("old.db");
    try (var connection =
            java.sql.DriverManager.getConnection("jdbc:sqlite:" + path.resolve("data/ledger.db"));
        var statement = connection.createStatement()) {
      statement.execute("VACUUM INTO '" + old + "'");
    }
    for (int i = 0; i < 3; i++) {
      send();
    }
    alerts("door", 4);
    restore(path.resolve("data"), old);
    assertEquals(1, found().size());
    watch("window");
    String gist = send();
    assertEquals(gist, alerts("window", 1).get(0).getGist());
  }

  @Test
  void what_is_no_backup_is_refused_and_nothing_changes() throws Exception {
    String gist = send();
    server.close();
    Path nothing = path.resolve("nothing.db");
    Files.writeString(nothing, "this is no database, but some text that is long enough".repeat(9));
    try (DataFolder folder = DataFolder.open(path.resolve("data"))) {
      for (Path bad : List.of(nothing, path.resolve("missing"))) {
        assertThrows(IOException.class, () -> LedgerRestore.restore(folder, bad));
      }
    }
    server = WholeServer.open(path.resolve("data"));
    acme = server.withSecret(acme.secret);
    assertEquals(List.of(gist), found());
  }

  @Test
  void a_backup_deletes_no_other_file_and_only_the_owner_may_read_it() throws Exception {
    send();
    Path first = backup("a.partial");
    Path second = backup("a");
    assertTrue(Files.exists(first) && Files.exists(second));
    for (Path file : List.of(first, second, path.resolve("data/tokens.db"))) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(path.resolve("data"))));
    try (var entries = Files.list(first.getParent())) {
      assertFalse(entries.anyMatch(entry -> entry.getFileName().toString().startsWith(".")));
    }
  }
}
