package io.gistwire.cluster.ledger;

import static io.gistwire.cluster.ledger.SharedLedgers.EPOCH;
import static io.gistwire.cluster.ledger.SharedLedgers.check;
import static io.gistwire.cluster.ledger.SharedLedgers.events;
import static io.gistwire.cluster.ledger.SharedLedgers.failureOf;
import static io.gistwire.cluster.ledger.SharedLedgers.gist;
import static io.gistwire.cluster.ledger.SharedLedgers.key;
import static io.gistwire.cluster.ledger.SharedLedgers.put;
import static io.gistwire.cluster.ledger.SharedLedgers.puts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.cluster.node.ClusterNodes;
import io.gistwire.cluster.store.DocumentWrite;
import io.gistwire.cluster.store.Json;
import io.gistwire.cluster.store.Rest;
import io.gistwire.proto.v1.SkipReason;
import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.FencedException;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.Submission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("cluster")
@Timeout(180)
class TwoServersClusterTest {
  private SharedLedgers shared;
  private OpenSearchLedger first;
  private OpenSearchLedger second;
  private Rest rest;

  @BeforeEach
  void open() throws Exception {
    shared = new SharedLedgers(ClusterNodes.shared());
    first = shared.open();
    second = shared.open();
    rest = Rest.open(shared.settings);
  }

  @AfterEach
  void checkAndClose() throws Exception {
    assertEquals(List.of(), check(first));
    rest.close();
    shared.close();
  }

  @Test
  void a_session_that_moves_to_another_server_resumes_and_fences_the_older_one() {
    EpochLease older = first.lease(EPOCH, 0).join();
    assertEquals(3, first.append(older, puts(1, 3)).join().heldThrough());
    EpochLease newer = second.lease(EPOCH, 0).join();
    assertEquals(3, newer.heldThrough());
    assertInstanceOf(FencedException.class, failureOf(first.append(older, puts(4, 4))));
    assertEquals(5, second.append(newer, puts(2, 5)).join().heldThrough());
    assertEquals(5, events(second).size());
  }

  @Test
  void a_gist_that_one_server_acked_is_found_by_the_other_at_once() {
    first.append(first.lease(EPOCH, 0).join(), puts(1, 2)).join();
    assertEquals(gist(2), second.find(key(2)).orElseThrow().gist());
    assertTrue(second.isConsumed(key(1)));
  }

  @Test
  void both_servers_have_the_same_log() {
    EpochKey other = new EpochKey(new SourceKey("acme", "cam-2"), 5);
    EpochLease here = first.lease(EPOCH, 0).join();
    EpochLease there = second.lease(other, 0).join();
    List<CompletableFuture<Appended>> acks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      acks.add(first.append(here, puts(i * 10L + 1, i * 10L + 10)));
      acks.add(second.append(there, puts(i * 10L + 1, i * 10L + 10)));
    }
    acks.forEach(CompletableFuture::join);
    second.isConsumed(new GistKey(EPOCH, 201));
    first.isConsumed(new GistKey(other, 201));
    assertEquals(400, first.lastPosition());
    assertEquals(events(first), events(second));
    assertEquals(first.mark(200), second.mark(200));
    assertEquals(List.of(), check(second));
  }

  @Test
  void documents_that_a_lost_server_left_behind_are_replaced_and_never_seen() throws Exception {
    first.append(first.lease(EPOCH, 0).join(), puts(1, 1)).join();
    leaveBehind(2, 77, 1);
    leaveBehind(3, 78, 1);
    assertEquals(Optional.empty(), second.find(key(2)));
    EpochLease newer = second.lease(EPOCH, 0).join();
    assertEquals(1, newer.heldThrough());
    Appended appended =
        second
            .append(newer, List.of(put(2), new Submission.Skip(3, 4, SkipReason.SKIP_REASON_LOST)))
            .join();
    assertEquals(new Appended(4, List.of()), appended);
    assertEquals(gist(2), second.find(key(2)).orElseThrow().gist());
    assertEquals(Optional.empty(), first.find(key(3)));
  }

  /** What a server leaves that dies between its documents and its commit. */
  private void leaveBehind(long sequence, long meaning, long term) throws Exception {
    LedgerDocuments documents = shared.documents(rest);
    GistDocument document = GistDocument.live(key(sequence), put(sequence, meaning), term, 1, null);
    DocumentWrite write =
        DocumentWrite.create(documents.gists(), Ids.gist(key(sequence)), Json.of(document));
    assertEquals(
        DocumentWrite.Outcome.Kind.DURABLE, documents.store().write(List.of(write)).get(0).kind());
  }

  @Test
  void a_document_of_a_later_lease_fences_all_that_the_older_stream_has_in_flight()
      throws Exception {
    EpochLease older = first.lease(EPOCH, 0).join();
    leaveBehind(1, 1, 2);
    List<CompletableFuture<Appended>> acks = new ArrayList<>();
    for (int sequence = 1; sequence <= 20; sequence++) {
      acks.add(first.append(older, puts(sequence, sequence)));
    }
    acks.forEach(ack -> assertInstanceOf(FencedException.class, failureOf(ack)));
    assertTrue(first.state().isRunning());
  }

  @Test
  void single_calls_on_two_servers_share_one_epoch_without_gaps() {
    SourceKey source = new SourceKey("acme", "calls");
    Set<GistKey> keys = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      keys.add(first.create(source, Optional.empty(), put(0, i)).join());
      keys.add(second.create(source, Optional.empty(), put(0, 100 + i)).join());
    }
    assertEquals(10, keys.size());
    assertEquals(10, keys.stream().mapToLong(GistKey::sequence).max().orElse(0));
    assertTrue(first.isMadeHere(keys.iterator().next().epoch()));
  }

  @Test
  void a_request_that_is_repeated_on_another_server_gets_the_first_answer() {
    SourceKey source = new SourceKey("acme", "calls");
    GistKey key = first.create(source, Optional.of("r1"), put(0, 5)).join();
    assertEquals(key, second.create(source, Optional.of("r1"), put(0, 5)).join());
    assertEquals(1, first.stats(Optional.of("acme")).gistCount());
  }

  @Test
  void a_marker_whose_gist_was_never_committed_heals() throws Exception {
    SourceKey source = new SourceKey("acme", "calls");
    GistKey key = first.create(source, Optional.empty(), put(0, 4)).join();
    LedgerDocuments documents = shared.documents(rest);
    RequestDocument marker =
        new RequestDocument(
            key.epoch().toHex(), 2, put(0, 5).digest(), System.currentTimeMillis(), 1);
    documents
        .store()
        .write(
            List.of(
                DocumentWrite.create(
                    documents.gists(), Ids.request(source, "r1"), Json.of(marker))));
    GistKey made = second.create(source, Optional.of("r1"), put(0, 5)).join();
    assertEquals(gist(5), first.find(made).orElseThrow().gist());
    assertEquals(made, first.create(source, Optional.of("r1"), put(0, 5)).join());
    assertEquals(2, made.sequence());
  }

  @Test
  void a_deletion_that_was_not_committed_is_finished_once() throws Exception {
    first.append(first.lease(EPOCH, 0).join(), puts(1, 2)).join();
    LedgerDocuments documents = shared.documents(rest);
    LedgerDocuments.Held held = documents.gist(key(1)).orElseThrow();
    documents
        .store()
        .write(
            List.of(
                DocumentWrite.replace(
                    held.stored(), Json.of(held.gist().deleted("a-deletion", 1)))));
    var one = first.delete(key(1));
    var two = second.delete(key(1));
    assertEquals(
        1, List.of(one.join(), two.join()).stream().filter(OptionalLong::isPresent).count());
    assertEquals(OptionalLong.empty(), second.delete(key(1)).join());
    assertEquals(1, first.stats(Optional.of("acme")).gistCount());
    assertEquals(16, first.layerBytes("acme"));
  }

  @Test
  void a_server_that_starts_has_the_state_of_those_that_run() throws Exception {
    EpochLease lease = first.lease(EPOCH, 7).join();
    for (int i = 1; i <= 30; i++) {
      first.append(lease, puts(i, i)).join();
    }
    first.delete(key(3)).join();
    first.close();
    second.append(second.lease(EPOCH, 9).join(), puts(31, 40)).join();
    OpenSearchLedger third = shared.open();
    second.isConsumed(key(41));
    assertEquals(events(second), events(third));
    assertEquals(second.stats(Optional.empty()), third.stats(Optional.empty()));
    assertEquals(second.sources("acme", "", 10), third.sources("acme", "", 10));
    assertEquals(40, third.lease(EPOCH, 0).join().heldThrough());
    assertEquals(gist(20), third.find(key(20)).orElseThrow().gist());
    assertEquals(List.of(40L, 39L), newest(third, 2));
    first = third;
  }

  private static List<Long> newest(OpenSearchLedger ledger, int count) {
    return ledger.newest("acme", List.of(), Long.MAX_VALUE, count).stream()
        .map(held -> held.key().sequence())
        .toList();
  }

  @Test
  void twenty_thousand_gists_in_one_call_are_committed_in_several_steps() {
    EpochLease lease = first.lease(EPOCH, 0).join();
    assertEquals(20_000, first.append(lease, puts(1, 20_000)).join().heldThrough());
    second.isConsumed(key(20_001));
    assertEquals(20_000, second.lastPosition());
    List<LedgerEvent> slice = second.readAfter(19_998, 10).events();
    assertEquals(List.of(key(19_999), key(20_000)), slice.stream().map(this::keyOf).toList());
  }

  private GistKey keyOf(LedgerEvent event) {
    return ((LedgerEvent.Put) event).key();
  }

  @Test
  void what_only_one_copy_would_have_is_not_acked() throws Exception {
    EpochLease lease = first.lease(EPOCH, 0).join();
    first.append(lease, puts(1, 1)).join();
    keepOnlyPrimaries();
    CompletableFuture<Appended> waiting = first.append(lease, puts(2, 2));
    long end = System.nanoTime() + 60_000_000_000L;
    while (first.state().kind() != LedgerState.Kind.STALLED && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    assertEquals(LedgerState.Kind.STALLED, first.state().kind());
    assertFalse(first.state().reason().isEmpty());
    assertFalse(waiting.isDone());
    // The same, with an engine that acks after one copy: it does ack, so this test would see it.
    OpenSearchLedger careless = shared.open(shared.settings.withCopies(1, 2, 1));
    EpochKey other = new EpochKey(new SourceKey("acme", "cam-2"), 5);
    assertEquals(
        1, careless.append(careless.lease(other, 0).join(), puts(1, 1)).join().heldThrough());
    allowAllocation("all");
    assertEquals(2, waiting.join().heldThrough());
    assertTrue(first.state().isRunning());
  }

  /** Takes all copies but the primaries away, and lets no new ones be made. */
  private void keepOnlyPrimaries() throws Exception {
    allowAllocation("none");
    for (String index : List.of("-gists", "-ledger")) {
      String name = shared.settings.prefix() + index;
      var commands = Json.object();
      var list = commands.putArray("commands");
      for (var copy :
          rest.json("GET", "/_cat/shards/" + name, Map.of("format", "json"), null).require(200)) {
        if (copy.path("prirep").asText().equals("r")) {
          list.addObject()
              .putObject("cancel")
              .put("index", name)
              .put("shard", 0)
              .put("node", copy.path("node").asText());
        }
      }
      rest.json("POST", "/_cluster/reroute", Map.of(), commands).require(200);
    }
  }

  private void allowAllocation(String what) throws Exception {
    var body = Json.object().put("index.routing.allocation.enable", what);
    rest.json("PUT", "/" + shared.settings.prefix() + "-*/_settings", Map.of(), body).require(200);
    rest.json("POST", "/_cluster/reroute", Map.of("retry_failed", "true"), null);
  }
}
