package io.gistwire.server.follow;

import io.gistwire.server.ledger.LedgerLog;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** A thread that follows a log. Thread-safe. */
public final class LogFollower implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LogFollower.class);
  private static final long IDLE_MILLIS = 200;
  private static final long RETRY_MILLIS = 1000;

  /** A follower that yields rests as long as it worked for so many arrivals to each it followed. */
  private static final long ARRIVALS_A_REST = 8;

  /** However much arrives, a follower that yields keeps an eighth of a core, where one is free. */
  private static final long MOST_RESTS = 7;

  private final LedgerLog log;
  private final Follower follower;
  private final LongSupplier workNanos;
  private final Thread thread;
  private final LedgerLog.Subscription subscription;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition appended = lock.newCondition();
  private final Condition applied = lock.newCondition();
  private long seenPosition;
  private long position;
  private boolean closed;

  private LogFollower(String name, LedgerLog log, Follower follower, LongSupplier workNanos) {
    this.log = log;
    this.follower = follower;
    this.workNanos = workNanos;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
    this.subscription = log.subscribe(this::onAppended);
  }

  /** Starts a thread of this name. */
  public static LogFollower start(String name, LedgerLog log, Follower follower) {
    return start(name, log, follower, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
  }

  /** Starts one whose work is measured by a clock that its own thread queries. */
  static LogFollower start(String name, LedgerLog log, Follower follower, LongSupplier workNanos) {
    LogFollower started = new LogFollower(name, log, follower, workNanos);
    started.thread.start();
    return started;
  }

  /** Every event up to here was applied. Never blocks for long. */
  public long position() {
    lock.lock();
    try {
      return position;
    } finally {
      lock.unlock();
    }
  }

  /** Log positions between what was applied and the end of the log. */
  public long lag() {
    return Math.max(0, log.lastPosition() - position());
  }

  /**
   * Waits until every event up to a position was applied.
   *
   * @return whether that happened in time
   */
  public boolean await(long wanted, long timeoutMillis) throws InterruptedException {
    long nanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    lock.lockInterruptibly();
    try {
      while (position < wanted && !closed) {
        if (nanos <= 0) {
          return false;
        }
        nanos = applied.awaitNanos(nanos);
      }
      return position >= wanted;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread after the slice at hand. */
  @Override
  public void close() {
    subscription.close();
    lock.lock();
    try {
      closed = true;
      appended.signalAll();
      applied.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive() && thread != Thread.currentThread()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void onAppended(long lastPosition) {
    lock.lock();
    try {
      seenPosition = Math.max(seenPosition, lastPosition);
      appended.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    boolean begun = false;
    while (!isClosed()) {
      try {
        if (!begun) {
          begin();
          begun = true;
        }
        step();
      } catch (InterruptedException e) {
        return;
      } catch (Exception | Error e) {
        LOG.errorf(e, "%s stays at position %d and tries again", thread.getName(), position());
        pause();
      }
    }
  }

  private void begin() throws Exception {
    long start = follower.startPosition();
    OptionalLong kept = follower.startMark();
    // An event that is removed by now, with its gist, tells nothing.
    OptionalLong found = log.mark(start);
    boolean isOther = start > 0 && kept.isPresent() && found.isPresent() && !kept.equals(found);
    long last = log.lastPosition();
    if (start > last) {
      // Before anybody who waits for the log's end takes this position for it.
      restart("it is at position " + start + ", but the log ends at " + last);
    } else if (isOther) {
      restart("what it has at position " + start + " belongs to another history of the ledger");
    } else {
      reached(start);
    }
  }

  private void step() throws Exception {
    long at = position();
    long last = log.lastPosition();
    if (at > last) {
      restart("it is at position " + at + ", but the log ends at " + last);
    } else if (at > 0 && follower.needsDeletions() && at < log.prunedThrough()) {
      restart("deletions after its position " + at + " were removed from the log");
    }
    LedgerLog.Slice slice = nextSlice();
    if (slice.throughPosition() > position()) {
      apply(slice);
      return;
    }
    follower.idle();
    long beginNanos = workNanos.getAsLong();
    if (follower.workInBackground()) {
      rest(workNanos.getAsLong() - beginNanos);
    } else {
      awaitAppended();
    }
  }

  private LedgerLog.Slice nextSlice() {
    // The end first: what is appended after the follower was asked must not be skipped.
    long last = log.lastPosition();
    return follower.skipsLog()
        ? new LedgerLog.Slice(List.of(), Math.max(position(), last))
        : log.readAfter(position(), follower.sliceRows());
  }

  private void apply(LedgerLog.Slice slice) throws Exception {
    long last = log.lastPosition();
    long beginNanos = workNanos.getAsLong();
    long through = follower.apply(slice, last);
    long followed = through - position();
    reached(through);
    if (follower.yieldsToArrivals()) {
      long tookNanos = workNanos.getAsLong() - beginNanos;
      rest(tookNanos * rests(followed, log.lastPosition() - last));
    }
  }

  /**
   * How many times as long as its slice kept a core busy a follower rests, by what was received
   * then.
   */
  static long rests(long followed, long arrived) {
    return Math.min(MOST_RESTS, arrived / (followed * ARRIVALS_A_REST));
  }

  /** Only {@link #close} ends it earlier. */
  private void rest(long nanos) throws InterruptedException {
    await(Long.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  private void restart(String reason) throws Exception {
    LOG.warnf("%s begins anew: %s", thread.getName(), reason);
    long from = follower.restart();
    lock.lock();
    try {
      position = from;
    } finally {
      lock.unlock();
    }
  }

  private void reached(long through) {
    lock.lock();
    try {
      position = through;
      applied.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitAppended() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (seenPosition <= position && !closed) {
        appended.await(IDLE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  private void pause() {
    lock.lock();
    try {
      if (!closed) {
        appended.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
