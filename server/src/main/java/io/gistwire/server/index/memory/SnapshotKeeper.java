package io.gistwire.server.index.memory;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.server.ledger.LedgerLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Keeps the snapshot of a fingerprint's tables: reads it at the start, writes it from time to time
 * on a thread of its own, and when the index is closed. Called by the follower's thread only; a
 * snapshot that cannot be written is written later.
 */
final class SnapshotKeeper {
  static final String FILE = "tables.snapshot";

  private static final Logger LOG = Logger.getLogger(SnapshotKeeper.class);

  /** Fewer events than these are read from the log in no time. */
  private static final long FEWEST_EVENTS = 20_000;

  /** A snapshot is written when so large a share of what it has would have to be read again. */
  private static final double GROWTH = 0.05;

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Path file;
  private final CodeFingerprint fingerprint;
  private final LedgerLog log;
  private final BooleanSupplier mayWrite;
  private long events;
  private long writtenNanos = System.nanoTime() - PAUSE_NANOS;
  private volatile Thread writer;

  /**
   * A keeper of the snapshot in a folder.
   *
   * @param mayWrite whether snapshots are written now; not while an index is being built anew,
   *     whose first snapshots would take the place of one that has everything
   */
  SnapshotKeeper(
      Path folder, CodeFingerprint fingerprint, LedgerLog log, BooleanSupplier mayWrite) {
    this.mayWrite = mayWrite;
    this.file = folder.resolve(FILE);
    this.fingerprint = fingerprint;
    this.log = log;
  }

  /** The snapshot, if there is one that belongs to this log; what is wrong with it is logged. */
  Optional<TableSnapshot> read(Quantizer quantizer) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      TableSnapshot snapshot = TableSnapshot.read(file, fingerprint, quantizer);
      String fault = fault(snapshot);
      if (fault.isEmpty()) {
        return Optional.of(snapshot);
      }
      LOG.warnf("%s is not used: %s; the log is read from its beginning", file, fault);
    } catch (IOException | RuntimeException e) {
      LOG.warnf("%s is not used: %s; the log is read from its beginning", file, e);
    }
    return Optional.empty();
  }

  private String fault(TableSnapshot snapshot) {
    long position = snapshot.position();
    if (position > log.lastPosition()) {
      return "it is at position " + position + " and the ledger ends at " + log.lastPosition();
    }
    if (position < log.prunedThrough()) {
      return "deletions after its position " + position + " were removed from the log";
    }
    OptionalLong mark = log.mark(position);
    return mark.isPresent() && mark.getAsLong() == snapshot.mark()
        ? ""
        : "it belongs to another history of the ledger";
  }

  /** Notes that events were applied. */
  void applied(int count) {
    events += count;
  }

  /** Begins to write a snapshot where enough is new, and none was written for a while. */
  void writeIfWorthIt(long position, Map<String, GistTable> tables, LongSupplier gistCount) {
    boolean isDue = writer == null && System.nanoTime() - writtenNanos >= PAUSE_NANOS;
    if (!isDue
        || !mayWrite.getAsBoolean()
        || events < FEWEST_EVENTS
        || events < GROWTH * gistCount.getAsLong()) {
      return;
    }
    OptionalLong mark = log.mark(position);
    if (mark.isPresent()) {
      events = 0;
      writtenNanos = System.nanoTime();
      TableSnapshot snapshot = new TableSnapshot(position, mark.getAsLong(), tables);
      writer = new Thread(() -> writeAside(snapshot), "snapshot-" + fingerprint);
      writer.setDaemon(true);
      writer.start();
    }
  }

  private void writeAside(TableSnapshot snapshot) {
    try {
      write(snapshot);
    } finally {
      writer = null;
    }
  }

  private void write(TableSnapshot snapshot) {
    try {
      snapshot.write(file, fingerprint);
    } catch (IOException | RuntimeException e) {
      LOG.warnf("a snapshot of the index was not written: %s", e);
    }
  }

  /** Waits for a snapshot that is being written, and writes what is new since then. */
  void close(long position, Map<String, GistTable> tables) {
    awaitWriter();
    OptionalLong mark = events == 0 ? OptionalLong.empty() : log.mark(position);
    if (mark.isPresent()) {
      write(new TableSnapshot(position, mark.getAsLong(), tables));
    }
  }

  private void awaitWriter() {
    Thread running = writer;
    if (running != null) {
      try {
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
