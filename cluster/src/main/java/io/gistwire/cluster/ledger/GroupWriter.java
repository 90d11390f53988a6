package io.gistwire.cluster.ledger;

import io.gistwire.cluster.store.StoreException;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.ledger.LedgerUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Takes writes in the order of the calls and commits them in groups: documents first, in one bulk,
 * then the commit that makes them count, then the acks. One thread; while it works the next group
 * gathers.
 */
final class GroupWriter implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GroupWriter.class.getName());

  /** Documents in one group. */
  private static final int GROUP_WEIGHT = 4096;

  /** How long a close waits for what was taken. */
  private static final long CLOSE_MILLIS = 30_000;

  private static final PendingWrite<?> STOP = new EntryWrite(CommitEntry.prune(0));

  private final Chain chain;
  private final Claims claims;
  private final StoreGate gate;
  private final Supplier<Round> rounds;
  private final LedgerFold fold;
  private final Executor acks;
  private final BlockingQueue<PendingWrite<?>> queue = new LinkedBlockingQueue<>();
  private final Deque<PendingWrite<?>> goingOn = new ArrayDeque<>();
  private final Thread thread;
  private volatile boolean closed;
  private boolean stopping;

  GroupWriter(
      Chain chain,
      Claims claims,
      StoreGate gate,
      LedgerFold fold,
      Supplier<Round> rounds,
      Executor acks) {
    this.chain = chain;
    this.claims = claims;
    this.gate = gate;
    this.fold = fold;
    this.rounds = rounds;
    this.acks = acks;
    thread = new Thread(this::run, "cluster-ledger");
    thread.setDaemon(true);
    thread.start();
  }

  <T> CompletableFuture<T> submit(PendingWrite<T> write) {
    if (closed || gate.state().kind() == LedgerState.Kind.BROKEN) {
      write.fail(new LedgerUnavailableException(gate.state().reason()));
    } else {
      queue.add(write);
      if (closed && queue.remove(write)) {
        write.fail(new LedgerUnavailableException("the ledger is closed"));
      }
    }
    return write.future();
  }

  private void run() {
    List<PendingWrite<?>> group = List.of();
    try {
      while (!stopping || !goingOn.isEmpty()) {
        group = take();
        round(group);
      }
    } catch (InterruptedException e) {
      fail(group, "the ledger is closed");
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "the ledger stops", e);
      gate.broken("the ledger in OpenSearch cannot be used: " + e.getMessage());
      fail(group, gate.state().reason());
    }
    String reason =
        gate.state().reason().isEmpty() ? "the ledger is closed" : gate.state().reason();
    fail(List.copyOf(goingOn), reason);
    drain(reason);
  }

  private void drain(String reason) {
    PendingWrite<?> waiting = queue.poll();
    while (waiting != null) {
      fail(List.of(waiting), reason);
      waiting = queue.poll();
    }
  }

  private void fail(List<PendingWrite<?>> group, String reason) {
    for (PendingWrite<?> write : group) {
      write.fail(new LedgerUnavailableException(reason));
    }
  }

  private List<PendingWrite<?>> take() throws InterruptedException {
    List<PendingWrite<?>> group = new ArrayList<>(goingOn);
    goingOn.clear();
    int weight = group.stream().mapToInt(PendingWrite::weight).sum();
    PendingWrite<?> next = group.isEmpty() ? queue.take() : queue.poll();
    while (next != null) {
      if (next == STOP) {
        stopping = true;
        break;
      }
      group.add(next);
      weight += next.weight();
      next = weight < GROUP_WEIGHT ? queue.poll() : null;
    }
    group.removeIf(write -> write.future().isCancelled());
    return group;
  }

  private void round(List<PendingWrite<?>> group) throws InterruptedException {
    if (group.isEmpty()) {
      return;
    }
    Round round = planned(group);
    claims.write(round.claims());
    chain.append(
        now -> {
          Draft draft = new Draft(now);
          group.forEach(write -> write.tryEnter(round, draft));
          return draft.entries();
        });
    group.forEach(write -> write.settle(round));
    stamp(round);
    List<PendingWrite<?>> done = new ArrayList<>();
    for (PendingWrite<?> write : group) {
      if (write.isUnfinished()) {
        goingOn.add(write);
      } else {
        done.add(write);
      }
    }
    acks.execute(() -> done.forEach(PendingWrite::complete));
  }

  /** Plans anew after a failed read: a plan that was not carried out has left nothing behind. */
  private Round planned(List<PendingWrite<?>> group) throws InterruptedException {
    while (true) {
      Round round = rounds.get();
      try {
        if (group.stream().anyMatch(PendingWrite::needsFreshState)) {
          chain.follow();
        }
        readAhead(group, round);
        for (PendingWrite<?> write : group) {
          write.begin(round);
        }
        List<GistKey> keys = round.keysToCompare();
        List<Optional<LedgerDocuments.Held>> held = round.documents.gists(keys);
        for (int i = 0; i < keys.size(); i++) {
          round.compared(keys.get(i), held.get(i));
        }
        return round;
      } catch (StoreException e) {
        gate.refused(e);
      }
    }
  }

  private static void readAhead(List<PendingWrite<?>> group, Round round) throws StoreException {
    List<GistKey> keys =
        group.stream().flatMap(write -> write.keyToRead().stream()).distinct().toList();
    List<Optional<LedgerDocuments.Held>> held = round.documents.gists(keys);
    for (int i = 0; i < keys.size(); i++) {
      round.read(keys.get(i), held.get(i));
    }
  }

  private void stamp(Round round) {
    if (round.stamps().isEmpty()) {
      return;
    }
    try {
      round.documents.store().write(round.stamps());
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.DEBUG, "positions were not noted; the next change does it", e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    queue.add(STOP);
    boolean interrupted = false;
    try {
      if (gate.state().isRunning()) {
        thread.join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    gate.close();
    while (thread.isAlive()) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(1));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    drain("the ledger is closed");
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
