package io.gistwire.server.services;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.BackupLedgerRequest;
import io.gistwire.proto.v1.BackupLedgerResponse;
import io.gistwire.proto.v1.CheckLedgerRequest;
import io.gistwire.proto.v1.CheckLedgerResponse;
import io.gistwire.proto.v1.CompactLedgerRequest;
import io.gistwire.proto.v1.CreateTokenRequest;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.GetRetentionRequest;
import io.gistwire.proto.v1.GetStatsRequest;
import io.gistwire.proto.v1.GetStatsResponse;
import io.gistwire.proto.v1.ListSourcesRequest;
import io.gistwire.proto.v1.ListTokensRequest;
import io.gistwire.proto.v1.ListTokensResponse;
import io.gistwire.proto.v1.Open;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.Retention;
import io.gistwire.proto.v1.Skip;
import io.gistwire.proto.v1.SkipReason;
import io.gistwire.proto.v1.Token;
import io.gistwire.proto.v1.UpdateRetentionRequest;
import io.gistwire.proto.v1.UpdateRetentionResponse;
import io.gistwire.server.session.ExchangeClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does while the server serves, and what devices see of it. */
@Timeout(120)
class OperationsTest {
  private static final ByteString STORED = ByteString.copyFrom(WholeServer.STORED.toByteArray());
  private static final long EPOCH = 0xabc;
  private static final int GIST_BYTES = 8;

  @TempDir Path path;
  private WholeServer server;
  private WholeServer.As operator;
  private WholeServer.As acme;

  @BeforeEach
  void start() throws Exception {
    server = WholeServer.open(path.resolve("data"));
    operator = server.operator();
    acme = server.as("acme");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private ExchangeClient opened(WholeServer.As caller, long durableThrough) throws Exception {
    ExchangeClient stream = caller.stream();
    stream.request(Integer.MAX_VALUE);
    Open open = Streams.open(STORED, "cam", EPOCH).getOpen();
    stream.send(
        ExchangeRequest.newBuilder()
            .setOpen(open.toBuilder().setDurableThrough(durableThrough))
            .build());
    return stream;
  }

  private void send(WholeServer.As caller, long first, int count) throws Exception {
    ExchangeClient stream = opened(caller, 0);
    assertEquals(first - 1, stream.take().getOpened().getHeldThrough());
    stream.send(Streams.batch(first, count));
    assertEquals(first + count - 1, stream.takeAck().getThroughSequence());
    stream.closeStream();
    assertEquals("OK", stream.awaitEnd());
  }

  private GetStatsResponse stats() {
    return operator.admin().getStats(GetStatsRequest.getDefaultInstance());
  }

  private static CheckLedgerResponse check(WholeServer.As caller) {
    List<CheckLedgerResponse> answers = new ArrayList<>();
    caller
        .admin()
        .checkLedger(CheckLedgerRequest.newBuilder().setDeep(true).build())
        .forEachRemaining(answers::add);
    return answers.get(answers.size() - 1);
  }

  private static BackupLedgerResponse backup(WholeServer.As caller, String name) {
    List<BackupLedgerResponse> answers = new ArrayList<>();
    caller
        .admin()
        .backupLedger(BackupLedgerRequest.newBuilder().setFileName(name).build())
        .forEachRemaining(answers::add);
    return answers.get(answers.size() - 1);
  }

  @Test
  void the_check_of_a_sound_ledger_finds_nothing() throws Exception {
    send(acme, 1, 20);
    CheckLedgerResponse last = check(operator);
    assertTrue(last.getProgress().getDone());
    assertEquals(0, last.getFindingCount(), last::toString);
  }

  @Test
  void stats_add_up() throws Exception {
    send(acme, 1, 20);
    send(server.as("umbrella"), 1, 5);
    GetStatsResponse stats = stats();
    assertEquals(25, stats.getGistCount());
    assertEquals(25 * GIST_BYTES, stats.getLayerBytes());
    assertEquals(2, stats.getSourceCount());
    assertEquals(25, stats.getLedgerPosition());
    assertEquals("running", stats.getLedgerState());
    assertTrue(stats.getLedgerSizeBytes() > 0 && stats.getDiskFreeBytes() > 0);
  }

  @Test
  void a_backup_is_whole_and_never_replaces_a_file() throws Exception {
    send(acme, 1, 20);
    BackupLedgerResponse made = backup(operator, "monday.db");
    byte[] file = Files.readAllBytes(Path.of(made.getPath()));
    assertEquals(file.length, made.getSizeBytes());
    assertArrayEquals(
        MessageDigest.getInstance("SHA-256").digest(file), made.getSha256().toByteArray());
    assertEquals(20, made.getPosition());
    assertRefused("INVALID_ARGUMENT FIELD_INVALID", () -> backup(operator, "monday.db"));
    assertRefused("INVALID_ARGUMENT FIELD_INVALID", () -> backup(operator, "../ledger.db"));
  }

  @Test
  void a_server_restored_from_an_older_backup_takes_again_what_devices_have() throws Exception {
    send(acme, 1, 10);
    Path backup = Path.of(backup(operator, "old.db").getPath());
    send(acme, 11, 10);
    server.close();
    Path ledger = path.resolve("data/ledger.db");
    Files.copy(backup, ledger, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(path.resolve("data/ledger.db-wal"));
    Files.deleteIfExists(path.resolve("data/ledger.db-shm"));
    server = WholeServer.open(path.resolve("data"));
    operator = server.withSecret(operator.secret);
    acme = server.withSecret(acme.secret);
    // The device has trimmed through 15: what lies between is lost, the rest comes again.
    ExchangeClient device = opened(acme, 15);
    assertEquals(10, device.take().getOpened().getHeldThrough());
    Skip lost =
        Skip.newBuilder()
            .setFirstSequence(11)
            .setLastSequence(15)
            .setReason(SkipReason.SKIP_REASON_LOST)
            .build();
    device.send(ExchangeRequest.newBuilder().setSkip(lost).build());
    device.send(Streams.batch(16, 5));
    while (device.takeAck().getThroughSequence() < 20) {
      // acks of the skip, then of the batch
    }
    assertEquals(15, stats().getGistCount());
    assertEquals(5, stats().getLostCount());
    var source = acme.gists().listSources(ListSourcesRequest.getDefaultInstance());
    assertEquals(5, source.getSources(0).getSkippedCount());
    assertEquals(0, check(operator).getFindingCount());
  }

  @Test
  void retention_by_bytes_deletes_the_oldest_and_compaction_gives_the_space_back()
      throws Exception {
    send(acme, 1, 1000);
    Retention half = Retention.newBuilder().setMaxLayerBytes(500 * GIST_BYTES).build();
    UpdateRetentionRequest update =
        UpdateRetentionRequest.newBuilder().setRetention(half).setValidateOnly(true).build();
    assertEquals(500, acme.admin().updateRetention(update).getAffectedCount());
    assertEquals(1000, stats().getGistCount(), "only counted");
    acme.admin().updateRetention(update.toBuilder().setValidateOnly(false).build());
    assertEquals(500, server.ledger.upkeep().expire());
    assertEquals(500, stats().getGistCount());
    assertEquals(500 * GIST_BYTES, stats().getLayerBytes());
    assertTrue(
        server.ledger.newest("acme", List.of(), Long.MAX_VALUE, 1000).stream()
            .allMatch(held -> held.key().sequence() > 500),
        "the newest stay");
    var compacted = operator.admin().compactLedger(CompactLedgerRequest.getDefaultInstance());
    assertTrue(compacted.getSizeAfterBytes() <= compacted.getSizeBeforeBytes());
  }

  @Test
  void retention_by_age_is_kept_and_shown() throws Exception {
    send(acme, 1, 3);
    Retention aged = Retention.newBuilder().setMaxAge(Durations.fromMillis(1)).build();
    UpdateRetentionResponse set =
        acme.admin()
            .updateRetention(UpdateRetentionRequest.newBuilder().setRetention(aged).build());
    assertEquals(aged, set.getRetention());
    var kept = acme.admin().getRetention(GetRetentionRequest.getDefaultInstance());
    assertEquals(aged, kept.getRetention());
    // The schedule of this server has an hour between runs; all are older than a millisecond then.
    long inMillis = Timestamps.toMillis(kept.getNextRunTime()) - System.currentTimeMillis();
    assertTrue(inMillis > 0 && inMillis <= Duration.ofHours(1).toMillis(), "in " + inMillis);
    assertEquals(kept.getNextRunTime(), set.getNextRunTime());
    assertTrue(kept.getDueCount() >= 3 && kept.getDueCount() >= set.getAffectedCount());
    while (stats().getGistCount() > 0) {
      server.ledger.upkeep().expire();
    }
    ExchangeClient device = opened(acme, 0);
    assertEquals(3, device.take().getOpened().getHeldThrough(), "they do not come again");
    Retention negative = Retention.newBuilder().setMaxAge(Durations.fromMillis(-1)).build();
    assertRefused(
        "INVALID_ARGUMENT FIELD_INVALID",
        () ->
            acme.admin()
                .updateRetention(
                    UpdateRetentionRequest.newBuilder().setRetention(negative).build()));
  }

  @Test
  void tokens_are_listed_by_page_without_their_secrets() {
    for (int i = 0; i < 4; i++) {
      Token token = Token.newBuilder().addPermissions(Permission.PERMISSION_READ).build();
      var made = acme.admin().createToken(CreateTokenRequest.newBuilder().setToken(token).build());
      assertTrue(
          made.getSecret().length() > 20 && !made.getToken().toString().contains(made.getSecret()));
    }
    List<String> names = new ArrayList<>();
    String next = "";
    do {
      ListTokensResponse page =
          acme.admin()
              .listTokens(ListTokensRequest.newBuilder().setPageSize(2).setPageToken(next).build());
      page.getTokensList().forEach(token -> names.add(token.getName()));
      next = page.getNextPageToken();
    } while (!next.isEmpty());
    assertEquals(5, names.stream().distinct().count());
    assertEquals(names.stream().sorted().toList(), names);
  }

  @Test
  void tokens_that_would_mean_nothing_are_not_made() {
    String invalid = "INVALID_ARGUMENT FIELD_INVALID";
    Token.Builder good = Token.newBuilder().addPermissions(Permission.PERMISSION_READ);
    for (Token.Builder bad :
        List.of(
            Token.newBuilder(),
            good.clone().addSources("camera"),
            good.clone().setDisplayName("x".repeat(201)),
            good.clone().addPermissionsValue(99),
            good.clone().setExpireTime(com.google.protobuf.Timestamp.newBuilder().setSeconds(1)))) {
      assertRefused(
          invalid,
          () -> acme.admin().createToken(CreateTokenRequest.newBuilder().setToken(bad).build()));
    }
  }
}
