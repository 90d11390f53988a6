package io.gistwire.server.services;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.file.GistFiles;
import io.gistwire.proto.v1.CheckLedgerRequest;
import io.gistwire.proto.v1.CheckLedgerResponse;
import io.gistwire.proto.v1.CompactLedgerRequest;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.DescribeGistRequest;
import io.gistwire.proto.v1.GetGistRequest;
import io.gistwire.proto.v1.GetRetentionRequest;
import io.gistwire.proto.v1.GetStatsRequest;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.ListTokensRequest;
import io.gistwire.proto.v1.Retention;
import io.gistwire.proto.v1.UpdateRetentionRequest;
import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.session.ExchangeClient;
import io.gistwire.server.session.TenantQuota;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Quotas of tenants, and a disk without space. */
@Timeout(120)
class LimitsTest {
  private static final ByteString STORED = ByteString.copyFrom(WholeServer.STORED.toByteArray());

  @TempDir Path path;

  private static ExchangeClient opened(WholeServer.As caller, long epoch) {
    ExchangeClient stream = caller.stream();
    stream.request(Integer.MAX_VALUE);
    stream.send(Streams.open(STORED, "cam", epoch));
    return stream;
  }

  private static CreateGistRequest create(int meaning) {
    return CreateGistRequest.newBuilder()
        .setParent("sources/cam")
        .setCodeFingerprint(STORED)
        .setGist(Streams.gist(meaning))
        .build();
  }

  @Test
  void a_tenant_has_as_many_sessions_as_its_quota_and_others_are_not_touched() throws Exception {
    try (WholeServer server = new WholeServer(path, new TenantQuota(2, 0))) {
      WholeServer.As acme = server.as("acme");
      ExchangeClient first = opened(acme, 1);
      assertTrue(first.take().hasOpened());
      assertTrue(opened(acme, 2).take().hasOpened());
      assertEquals("RESOURCE_EXHAUSTED", opened(acme, 3).awaitEnd());
      assertTrue(opened(server.as("umbrella"), 3).take().hasOpened());
      first.closeStream();
      assertEquals("OK", first.awaitEnd());
      ExchangeClient late = opened(acme, 3);
      assertTrue(late.take().hasOpened(), "there is capacity again");
    }
  }

  @Test
  void a_session_that_replaces_the_stale_one_of_its_epoch_is_within_the_quota() throws Exception {
    try (WholeServer server = new WholeServer(path, new TenantQuota(1, 0))) {
      WholeServer.As acme = server.as("acme");
      ExchangeClient stale = opened(acme, 1);
      assertTrue(stale.take().hasOpened());
      ExchangeClient next = opened(acme, 1);
      assertTrue(next.take().hasOpened());
      assertEquals("ABORTED", stale.awaitEnd());
      next.send(Streams.batch(1, 1));
      assertEquals(1, next.takeAck().getThroughSequence());
    }
  }

  @Test
  void a_tenant_holds_as_many_layer_bytes_as_its_quota() throws Exception {
    try (WholeServer server = new WholeServer(path, new TenantQuota(0, 80))) {
      WholeServer.As acme = server.as("acme");
      ExchangeClient stream = opened(acme, 1);
      assertTrue(stream.take().hasOpened());
      stream.send(Streams.batch(1, 10));
      assertEquals(10, stream.takeAck().getThroughSequence());
      stream.send(Streams.batch(11, 1));
      assertEquals("RESOURCE_EXHAUSTED", stream.awaitEnd());
      String full = "RESOURCE_EXHAUSTED QUOTA_EXCEEDED";
      assertRefused(full, () -> acme.gists().createGist(create(1)));
      server.as("umbrella").gists().createGist(create(1));
      var stats = acme.admin().getStats(GetStatsRequest.getDefaultInstance());
      assertEquals(10, stats.getGistCount(), "of this tenant");
    }
  }

  @Test
  void a_file_is_described_when_it_is_no_larger_than_a_gist_may_be() throws Exception {
    try (WholeServer server = WholeServer.open(path)) {
      var gists = server.as("acme").gists();
      Gist small = Streams.gist(1);
      assertEquals(1, gists.describeGist(describe(small)).getLayersCount());
      Gist.Builder large = Gist.newBuilder();
      for (int i = 0; i < 100_000; i++) {
        large.addLayers(Streams.layer(LayerKind.LAYER_KIND_ATTRIBUTES));
      }
      assertRefused(
          "INVALID_ARGUMENT FIELD_INVALID", () -> gists.describeGist(describe(large.build())));
    }
  }

  private static DescribeGistRequest describe(Gist gist) {
    return DescribeGistRequest.newBuilder().setFile(GistFiles.of(STORED, gist)).build();
  }

  @Test
  void a_full_disk_stops_acks_and_calls_that_write_and_goes_on_when_there_is_capacity()
      throws Exception {
    try (WholeServer server = WholeServer.open(path)) {
      WholeServer.As acme = server.as("acme");
      String name = acme.gists().createGist(create(1)).getGist().getName();
      ExchangeClient stream = opened(acme, 1);
      assertTrue(stream.take().hasOpened());
      server.disk.fill();
      stream.send(Streams.batch(1, 100));
      while (server.ledger.state().kind() != LedgerState.Kind.STALLED) {
        Thread.sleep(1);
      }
      String unavailable = "UNAVAILABLE LEDGER_UNAVAILABLE";
      assertRefused(unavailable, () -> acme.gists().createGist(create(2)));
      assertEquals("UNAVAILABLE", opened(acme, 2).awaitEnd(), "no new sessions");
      assertTrue(
          acme.gists().getGist(GetGistRequest.newBuilder().setName(name).build()).hasGist(),
          "reads go on");
      var stats = acme.admin().getStats(GetStatsRequest.getDefaultInstance());
      assertTrue(stats.getLedgerState().startsWith("stalled"), stats.getLedgerState());
      assertEquals(1, stats.getGistCount());
      operatorsReadAndDoNotWait(server, acme);
      server.disk.heal();
      assertEquals(100, stream.takeAck().getThroughSequence(), "the same session goes on");
      acme.gists().createGist(create(2));
      assertTrue(opened(acme, 2).take().hasOpened());
    }
  }

  private static void operatorsReadAndDoNotWait(WholeServer server, WholeServer.As acme) {
    var admin = acme.admin();
    admin.getRetention(GetRetentionRequest.getDefaultInstance());
    assertEquals(1, admin.listTokens(ListTokensRequest.getDefaultInstance()).getTokensCount());
    var operator = server.operator().admin();
    var findings = operator.checkLedger(CheckLedgerRequest.newBuilder().setDeep(true).build());
    CheckLedgerResponse last = CheckLedgerResponse.getDefaultInstance();
    while (findings.hasNext()) {
      last = findings.next();
    }
    assertTrue(last.getProgress().getDone());
    assertEquals(0, last.getFindingCount());
    String unavailable = "UNAVAILABLE LEDGER_UNAVAILABLE";
    assertRefused(
        unavailable,
        () ->
            admin.updateRetention(
                UpdateRetentionRequest.newBuilder()
                    .setRetention(Retention.newBuilder().setMaxLayerBytes(1))
                    .build()));
    assertRefused(
        unavailable, () -> operator.compactLedger(CompactLedgerRequest.getDefaultInstance()));
  }
}
