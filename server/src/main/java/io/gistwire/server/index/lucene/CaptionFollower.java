package io.gistwire.server.index.lucene;

import io.gistwire.server.captions.Caption;
import io.gistwire.server.captions.CaptionRefresh;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.follow.Follower;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Has every caption read, and keeps the caption index up with the log. The language model takes
 * milliseconds a caption, so this runs apart from the codes and may be far behind them.
 */
public final class CaptionFollower implements Follower {
  private static final int COMMIT_EVENTS = 20_000;

  /** Rows of a slice while captions have to be read. */
  private static final int FEW_ROWS = 32;

  /** Rows of a slice while captions come from the store. */
  private static final int MANY_ROWS = 512;

  /** A slice ends early after so much time: positions move on, and a close is not held up. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Captions captions;
  private final Ledger ledger;
  private final CaptionIndex index;
  private final CaptionRefresh refresh;
  private final BooleanSupplier mayRefresh;
  private int sliceRows = FEW_ROWS;
  private long position;
  private long sinceCommit;

  /**
   * A follower that fills this index.
   *
   * @param mayRefresh whether captions of earlier versions are brought up to date in this index now
   * @param sweeps whether captions of gists that are held no more are looked for
   */
  public CaptionFollower(
      Captions captions,
      Ledger ledger,
      CaptionIndex index,
      BooleanSupplier mayRefresh,
      boolean sweeps) {
    this.captions = captions;
    this.ledger = ledger;
    this.index = index;
    this.mayRefresh = mayRefresh;
    this.refresh = new CaptionRefresh(captions, ledger);
    if (sweeps) {
      refresh.sweep();
    }
  }

  @Override
  public long startPosition() {
    position = index.committedPosition();
    if (position == 0) {
      refresh.beginsWithTheLog();
    }
    return position;
  }

  @Override
  public int sliceRows() {
    return sliceRows;
  }

  @Override
  public OptionalLong startMark() {
    return index.committedMark();
  }

  @Override
  public long restart() throws IOException {
    index.clear();
    refresh.sweep();
    position = 0;
    sinceCommit = 1;
    return position;
  }

  @Override
  public long apply(LedgerLog.Slice slice, long lastPosition) throws IOException {
    long deadline = System.nanoTime() + SLICE_NANOS;
    boolean changed = false;
    boolean wasRead = false;
    long through = slice.throughPosition();
    int applied = 0;
    for (LedgerEvent event : slice.events()) {
      Applied done = apply(event);
      changed |= done != Applied.NOTHING;
      wasRead |= done == Applied.READ;
      applied++;
      if (done == Applied.READ && System.nanoTime() > deadline) {
        boolean isLast = applied == slice.events().size();
        through = isLast ? through : event.position();
        break;
      }
    }
    sliceRows = wasRead ? FEW_ROWS : Math.min(MANY_ROWS, 2 * sliceRows);
    if (changed) {
      index.refresh();
    }
    position = through;
    sinceCommit += applied;
    if (sinceCommit >= COMMIT_EVENTS) {
      commit();
    }
    return through;
  }

  @Override
  public void idle() throws IOException {
    if (sinceCommit > 0) {
      commit();
    }
  }

  @Override
  public boolean workInBackground() throws IOException {
    if (!mayRefresh.getAsBoolean()) {
      return false;
    }
    boolean[] changed = new boolean[1];
    boolean isMore =
        refresh.step(
            position,
            (held, caption) -> {
              put(held.key(), held.position(), caption);
              changed[0] = true;
            });
    if (changed[0]) {
      index.refresh();
      sinceCommit++;
    }
    return isMore;
  }

  @Override
  public boolean yieldsToArrivals() {
    return true;
  }

  /** Captions reach the disk before the position that represents them. */
  private void commit() throws IOException {
    captions.flush();
    index.commit(position, ledger.log().mark(position));
    sinceCommit = 0;
  }

  /** What an event changed. */
  private enum Applied {
    NOTHING,
    KNOWN,
    READ
  }

  private Applied apply(LedgerEvent event) throws IOException {
    if (event instanceof LedgerEvent.Put put && isOurs(put)) {
      Captions.Settled settled =
          captions.settle(put.key(), put.gist(), () -> ledger.find(put.key()).map(HeldGist::gist));
      return write(put.key(), put.position(), settled);
    }
    if (event instanceof LedgerEvent.Layers layers
        && layers.fingerprint().equals(captions.fingerprint())) {
      Optional<HeldGist> held = ledger.find(layers.key());
      return held.isPresent() && captions.mayHave(held.get().gist())
          ? write(held.get().key(), held.get().position(), captions.settle(held.get()))
          : Applied.NOTHING;
    }
    if (event instanceof LedgerEvent.Delete delete) {
      index.delete(delete.key());
      captions.delete(delete.key());
      return Applied.KNOWN;
    }
    return Applied.NOTHING;
  }

  private boolean isOurs(LedgerEvent.Put put) {
    return put.fingerprint().equals(captions.fingerprint()) && captions.mayHave(put.gist());
  }

  private Applied write(GistKey key, long at, Captions.Settled settled) throws IOException {
    put(key, at, settled.caption());
    return settled.wasRead() ? Applied.READ : Applied.KNOWN;
  }

  private void put(GistKey key, long at, Caption caption) throws IOException {
    if (caption.isPresent()) {
      index.put(key, at, caption.text(), !caption.isSent());
    } else {
      index.delete(key);
    }
  }
}
