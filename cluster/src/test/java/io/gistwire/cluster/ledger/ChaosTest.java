package io.gistwire.cluster.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.cluster.node.ClusterNodes;
import io.gistwire.cluster.store.DocumentWrite;
import io.gistwire.cluster.store.Json;
import io.gistwire.cluster.store.Rest;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Troubles under load, then a count. {@code gistwire.chaos.rounds} rounds, each of one trouble:
 * eight sessions move between two servers of this JVM, and four stay with a server in a JVM of its
 * own. Prints one line for each round.
 */
@Tag("chaos")
@Timeout(value = 8, unit = TimeUnit.HOURS)
class ChaosTest {
  private static final int SESSIONS = 8;
  private static final long LOAD_MILLIS = 3_000;
  private static final long STOPPED_MILLIS = 60_000;

  private final Random random = new Random();

  private enum Trouble {
    NODE_KILLED,
    SERVER_KILLED,
    NODE_AND_SERVER_KILLED,
    NODE_STOPPED
  }

  @Test
  void killed_and_stopped_nodes_and_servers_lose_and_double_nothing() throws Exception {
    int rounds = Integer.getInteger("gistwire.chaos.rounds", Trouble.values().length);
    try (ClusterNodes nodes = ClusterNodes.start();
        SharedLedgers shared = new SharedLedgers(nodes)) {
      List<OpenSearchLedger> servers = List.of(shared.open(), shared.open());
      List<ChaosSession> sessions = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        EpochKey epoch = new EpochKey(new SourceKey("acme", "cam-" + i), random.nextLong());
        sessions.add(new ChaosSession(epoch, servers, random.nextLong()));
      }
      ChaosServer server = new ChaosServer(shared.settings, "apart", random.nextLong());
      server.start();
      List<ChaosCount.Session> all = new ArrayList<>(sessions);
      all.addAll(server.sessions());
      sessions.forEach(Thread::start);
      for (int round = 1; round <= rounds; round++) {
        Trouble trouble = Trouble.values()[(round - 1) % Trouble.values().length];
        int victim = random.nextInt(3);
        long before = acked(all);
        Thread.sleep(LOAD_MILLIS);
        cause(trouble, victim, nodes, server);
        nodes.awaitGreen();
        System.out.printf(
            "round %d of %d: %s, node %d, %d gists acked, longest wait for an ack %d ms%n",
            round, rounds, trouble, victim, acked(all) - before, longestWait(sessions));
      }
      server.kill();
      for (ChaosSession session : sessions) {
        session.end();
      }
      ChaosCount count = ChaosCount.of(shared.open(), all);
      System.out.println(rounds + " rounds: " + count);
      assertTrue(count.acked() > 0);
      assertEquals(0, count.lost(), "acked gists that are not there");
      assertEquals(0, count.doubled(), "gists that are there twice");
      assertEquals(0, count.disordered(), "gists out of order");
      assertEquals(List.of(), SharedLedgers.check(servers.get(0)));
    }
  }

  private void cause(Trouble trouble, int victim, ClusterNodes nodes, ChaosServer server)
      throws Exception {
    if (trouble == Trouble.NODE_STOPPED) {
      nodes.pause(victim, STOPPED_MILLIS);
      return;
    }
    if (trouble != Trouble.SERVER_KILLED) {
      nodes.kill(victim);
    }
    if (trouble != Trouble.NODE_KILLED) {
      server.kill();
      server.start();
    }
    Thread.sleep(LOAD_MILLIS + random.nextInt(3_000));
    if (trouble != Trouble.SERVER_KILLED) {
      nodes.start(victim);
    }
  }

  private static long acked(List<? extends ChaosCount.Session> sessions) {
    return sessions.stream().mapToLong(ChaosCount.Session::acked).sum();
  }

  private static long longestWait(List<ChaosSession> sessions) {
    return sessions.stream().mapToLong(ChaosSession::takeLongestWaitMillis).max().orElse(0);
  }

  /** What an engine does that acks when the documents are written and forgets the commit. */
  @Test
  void acks_without_a_commit_are_counted_as_lost() throws Exception {
    try (SharedLedgers shared = new SharedLedgers(ClusterNodes.shared());
        Rest rest = Rest.open(shared.settings)) {
      OpenSearchLedger ledger = shared.open();
      EpochKey epoch = new EpochKey(new SourceKey("acme", "cam-1"), 7);
      ChaosSession session = new ChaosSession(epoch, List.of(ledger), 1);
      session.start();
      Thread.sleep(1_000);
      session.end();
      long acked = session.acked();
      LedgerDocuments documents = shared.documents(rest);
      GistKey next = new GistKey(epoch, acked + 1);
      GistDocument document = GistDocument.live(next, SharedLedgers.put(acked + 1), 1, 1, null);
      documents
          .store()
          .write(
              List.of(DocumentWrite.create(documents.gists(), Ids.gist(next), Json.of(document))));
      assertEquals(0, ChaosCount.of(ledger, List.of(session)).lost());
      session.claimAcked(acked + 1);
      assertEquals(1, ChaosCount.of(ledger, List.of(session)).lost());
    }
  }
}
