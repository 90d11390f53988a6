package io.gistwire.cluster.ledger;

import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/**
 * A session that sends without end: batches of 1 to 40 gists, now and then on another server, now
 * and then once more what it has sent. Remembers what was acked.
 */
final class ChaosSession extends Thread implements ChaosCount.Session {
  private static final int MOST_A_BATCH = 40;
  private static final long ACK_SECONDS = 300;

  private final EpochKey epoch;
  private final List<OpenSearchLedger> servers;
  private final Random random;
  private volatile boolean ending;
  private volatile long acked;
  private volatile long longestWaitMillis;
  private volatile long waitingSinceNanos;
  private volatile Throwable failure;
  private LongConsumer onAck = through -> {};

  ChaosSession(EpochKey epoch, List<OpenSearchLedger> servers, long seed) {
    super("session-" + epoch.source().source());
    this.epoch = epoch;
    this.servers = servers;
    random = new Random(seed);
    setDaemon(true);
  }

  @Override
  public EpochKey epoch() {
    return epoch;
  }

  @Override
  public long acked() {
    return acked;
  }

  /** Tells of an ack that the ledger has not given. */
  void claimAcked(long through) {
    acked = through;
  }

  /** Called with each ack, by the session's thread. */
  void onAck(LongConsumer listener) {
    onAck = listener;
  }

  long takeLongestWaitMillis() {
    long since = waitingSinceNanos;
    long waiting = since == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    long longest = Math.max(longestWaitMillis, waiting);
    longestWaitMillis = 0;
    return longest;
  }

  @Override
  public void run() {
    try {
      while (!ending) {
        OpenSearchLedger server = servers.get(random.nextInt(servers.size()));
        send(server, server.lease(epoch, 0).get(ACK_SECONDS, TimeUnit.SECONDS));
      }
    } catch (InterruptedException | ExecutionException | TimeoutException | RuntimeException e) {
      failure = e;
    }
  }

  private void send(OpenSearchLedger server, EpochLease lease)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (lease.heldThrough() < acked) {
      throw new IllegalStateException(
          epoch.source().source() + " had " + acked + " acked, now " + lease.heldThrough());
    }
    acked = lease.heldThrough();
    int batches = 1 + random.nextInt(30);
    for (int i = 0; i < batches && !ending; i++) {
      long first = Math.max(1, acked + 1 - (random.nextInt(10) == 0 ? random.nextInt(5) : 0));
      long last = acked + 1 + random.nextInt(MOST_A_BATCH);
      long begin = System.nanoTime();
      waitingSinceNanos = begin;
      Appended appended =
          server.append(lease, SharedLedgers.puts(first, last)).get(ACK_SECONDS, TimeUnit.SECONDS);
      waitingSinceNanos = 0;
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      longestWaitMillis = Math.max(longestWaitMillis, millis);
      if (appended.heldThrough() < last || !appended.conflicts().isEmpty()) {
        throw new IllegalStateException("sent through " + last + ", acked " + appended);
      }
      acked = appended.heldThrough();
      onAck.accept(acked);
    }
  }

  /** Stops it; fails when it had failed. */
  void end() throws InterruptedException {
    ending = true;
    join();
    if (failure != null) {
      throw new IllegalStateException("a session failed", failure);
    }
  }
}
