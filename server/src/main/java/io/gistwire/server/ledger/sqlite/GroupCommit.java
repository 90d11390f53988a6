package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.ledger.LedgerUnavailableException;
import io.gistwire.server.storage.SqliteFault;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The one thread that writes. Writes that wait at the same time share a transaction, and so one
 * sync; their futures complete after it, in order, on a second thread, so that whoever listens
 * never holds a commit up.
 *
 * <p>When the storage refuses, the group that was being written is kept, the file is opened anew
 * and checked, and the group runs again: nothing is acked that was not synced, and nothing that was
 * taken is lost while the process lives.
 */
final class GroupCommit implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GroupCommit.class.getName());
  private static final int SQLITE_IO_ERROR = 10;
  private static final PendingWrite<Void> STOP = new PendingWrite<>(writes -> null, 0);

  private final Path file;
  private final LedgerWrites.Opener opener;
  private final LedgerOptions options;
  private final TenantBytes tenantBytes;
  private final LongConsumer committed;
  private final BlockingQueue<PendingWrite<?>> queue = new LinkedBlockingQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService acks =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "ledger-acks"));
  private final Thread thread = new Thread(this::loop, "ledger-writer");
  private volatile LedgerState state;
  private volatile long durablePosition;
  private volatile boolean hasEnded;
  private LedgerWrites writes;

  /**
   * Starts the thread.
   *
   * @param committed called with the last position after each commit, before the futures complete
   */
  GroupCommit(
      Path file,
      LedgerWrites.Opener opener,
      LedgerOptions options,
      TenantBytes tenantBytes,
      LongConsumer committed)
      throws SQLException {
    this.file = file;
    this.opener = opener;
    this.options = options;
    this.tenantBytes = tenantBytes;
    this.committed = committed;
    writes = LedgerWrites.open(file, opener);
    tenantBytes.load(writes.connection());
    durablePosition = writes.log().lastPosition();
    state = stateOf(LedgerState.Kind.RUNNING, "");
    thread.start();
  }

  LedgerState state() {
    return state;
  }

  long durablePosition() {
    return durablePosition;
  }

  <T> CompletableFuture<T> submit(LedgerWrite<T> write, int weight) {
    PendingWrite<T> pending = new PendingWrite<>(write, weight);
    queue.add(pending);
    if (hasEnded) {
      failWaiting();
    }
    return pending.future();
  }

  private void loop() {
    try {
      PendingWrite<?> first = queue.take();
      while (first != STOP) {
        if (state.kind() == LedgerState.Kind.BROKEN) {
          fail(List.of(first));
        } else {
          commitGroup(first);
        }
        first = queue.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      state = stateOf(LedgerState.Kind.CLOSED, "the ledger is closed");
      writes.close();
      // Set first: who adds a write later sees it and fails the write.
      hasEnded = true;
      failWaiting();
    }
  }

  private void commitGroup(PendingWrite<?> first) throws InterruptedException {
    // In the group before anything can fail: a write that is in no group would never be answered.
    List<PendingWrite<?>> group = new ArrayList<>(List.of(first));
    try {
      writes.begin();
      first.run(writes);
      gather(first.weight(), group);
      writes.commit();
      publish(group);
    } catch (SQLException e) {
      recover(group, writes.log().lastPosition(), e);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "a write to the ledger failed", e);
      runSingly(group);
    }
  }

  private void run(PendingWrite<?> pending, List<PendingWrite<?>> group) throws SQLException {
    group.add(pending);
    pending.run(writes);
  }

  private void gather(int firstWeight, List<PendingWrite<?>> group)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.commitMillis());
    int weight = firstWeight;
    while (weight < options.commitCount()) {
      PendingWrite<?> next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        return;
      }
      if (next == STOP) {
        queue.add(next);
        return;
      }
      run(next, group);
      weight += next.weight();
    }
  }

  private void publish(List<PendingWrite<?>> group) {
    long position = writes.log().lastPosition();
    boolean moved = position != durablePosition;
    durablePosition = position;
    writes.keys().takeByteChanges(tenantBytes);
    acks.execute(
        () -> {
          if (moved) {
            tellCommitted(position);
          }
          group.forEach(PendingWrite::complete);
        });
  }

  /** What a listener does wrong must not hold acks back. */
  private void tellCommitted(long position) {
    try {
      committed.accept(position);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "a listener of the log failed", e);
    }
  }

  /** Keeps trying to bring the group to disk until it is there, or the ledger is closed. */
  private void recover(List<PendingWrite<?>> group, long reached, SQLException first)
      throws InterruptedException {
    SQLException failure = first;
    while (true) {
      SqliteFault fault = SqliteFault.of(failure);
      if (fault == SqliteFault.STATEMENT) {
        LOG.log(System.Logger.Level.ERROR, "a write to the ledger failed", failure);
        runSingly(group);
        return;
      }
      if (fault == SqliteFault.CORRUPT) {
        breakDown(failure);
        fail(group);
        return;
      }
      stall(fault, failure);
      if (closing.await(options.retryMillis(), TimeUnit.MILLISECONDS)) {
        fail(group);
        return;
      }
      try {
        reopen(fault == SqliteFault.INPUT_OUTPUT);
        // A commit whose sync failed may stand in the file all the same; it is there whole or not.
        if (writes.log().lastPosition() < reached || reached == durablePosition) {
          commitAgain(group);
        }
        publish(group);
        state = stateOf(LedgerState.Kind.RUNNING, "");
        LOG.log(System.Logger.Level.INFO, "the ledger accepts writes again");
        return;
      } catch (SQLException e) {
        failure = e;
      } catch (RuntimeException | Error e) {
        // Memory may be free again at the next try; the thread must live until then.
        LOG.log(System.Logger.Level.ERROR, "the ledger could not recover; it tries again", e);
        failure = new SQLException(e.toString(), null, SQLITE_IO_ERROR, e);
      }
    }
  }

  private void commitAgain(List<PendingWrite<?>> group) throws SQLException {
    writes.begin();
    for (PendingWrite<?> pending : group) {
      pending.run(writes);
    }
    writes.commit();
  }

  private void reopen(boolean check) throws SQLException {
    writes.close();
    writes = LedgerWrites.open(file, opener);
    writes.settle();
    tenantBytes.load(writes.connection());
    if (check) {
      String damage = writes.quickCheck();
      if (!damage.isEmpty()) {
        throw new SQLException(damage, null, 11);
      }
    }
  }

  /** One of the group is at fault itself: it alone fails. */
  private void runSingly(List<PendingWrite<?>> group) throws InterruptedException {
    for (PendingWrite<?> pending : group) {
      List<PendingWrite<?>> alone = List.of(pending);
      try {
        reopen(false);
        commitAgain(alone);
        publish(alone);
      } catch (SQLException e) {
        if (SqliteFault.of(e) == SqliteFault.STATEMENT) {
          acks.execute(() -> pending.fail(e));
        } else {
          recover(alone, Long.MAX_VALUE, e);
        }
      } catch (RuntimeException | Error e) {
        acks.execute(() -> pending.fail(e));
      }
    }
    try {
      reopen(false);
    } catch (SQLException e) {
      recover(List.of(), durablePosition, e);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "the ledger could not be opened anew", e);
      SQLException failure = new SQLException(e.toString(), null, SQLITE_IO_ERROR, e);
      recover(List.of(), durablePosition, failure);
    }
  }

  private void stall(SqliteFault fault, SQLException failure) {
    String advice =
        switch (fault) {
          case FULL -> "the disk or quota is full; free space";
          case READ_ONLY -> "the ledger cannot be written; check the mount and its permissions";
          case BUSY -> "another process holds the ledger; end it";
          default -> "a read, write or sync failed; check the disk";
        };
    String reason = advice + " (" + failure.getMessage() + ")";
    if (state.isRunning()) {
      LOG.log(System.Logger.Level.ERROR, "the ledger takes no writes: " + reason);
      state = stateOf(LedgerState.Kind.STALLED, reason);
    } else {
      state = new LedgerState(LedgerState.Kind.STALLED, reason, state.sinceMillis());
    }
  }

  private void breakDown(SQLException failure) {
    String reason =
        "the ledger's file is damaged ("
            + failure.getMessage()
            + "); stop the server, keep a copy of the file, and restore a backup";
    LOG.log(System.Logger.Level.ERROR, reason);
    state = stateOf(LedgerState.Kind.BROKEN, reason);
  }

  private void fail(List<PendingWrite<?>> group) {
    String reason = closing.getCount() == 0 ? "the ledger is closed" : state.reason();
    acks.execute(
        () -> group.forEach(pending -> pending.fail(new LedgerUnavailableException(reason))));
  }

  private void failWaiting() {
    PendingWrite<?> waiting = queue.poll();
    while (waiting != null) {
      waiting.fail(new LedgerUnavailableException("the ledger is closed"));
      waiting = queue.poll();
    }
  }

  private static LedgerState stateOf(LedgerState.Kind kind, String reason) {
    return new LedgerState(kind, reason, System.currentTimeMillis());
  }

  @Override
  public void close() {
    closing.countDown();
    queue.add(STOP);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    acks.shutdown();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
