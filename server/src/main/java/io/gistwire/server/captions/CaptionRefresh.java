package io.gistwire.server.captions;

import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Brings a store up to date behind the follower's back: captions that a pack of another version
 * inferred are inferred again, those that a store lost are read again, and those of gists that are
 * held no more are dropped. Watches do not see it, so it raises no alert. One thread at a time.
 */
public final class CaptionRefresh {
  private static final int ROWS = 256;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Told of each caption that changed. */
  @FunctionalInterface
  public interface Listener {
    /** The gist as it is held, and its new caption. */
    void changed(HeldGist held, Caption caption) throws IOException;
  }

  private final Captions captions;
  private final Ledger ledger;
  private boolean isLoaded;
  private boolean isDone;
  private long position;
  private boolean isSweeping;
  private Optional<GistKey> swept = Optional.empty();

  /** Refreshes what this reader keeps of the gists of this ledger. */
  public CaptionRefresh(Captions captions, Ledger ledger) {
    this.captions = captions;
    this.ledger = ledger;
  }

  /** The follower begins with the log, so a new store has nothing to be brought up to date. */
  public void beginsWithTheLog() {
    if (captions.store().progress().isEmpty()) {
      captions.store().setProgress(new CaptionStore.Progress(captions.packVersion(), 0, true));
    }
  }

  /** Requests captions of gists that are held no more to be dropped. */
  public void sweep() {
    isSweeping = true;
    swept = Optional.empty();
  }

  /**
   * Works for some fifty milliseconds.
   *
   * @param through what the follower has reached; it reads what comes after by itself
   * @return whether there is more to do
   */
  public boolean step(long through, Listener listener) throws IOException {
    if (isSweeping) {
      sweepSome();
      return true;
    }
    load(through);
    if (!isDone) {
      refresh(through, listener);
    }
    return !isDone;
  }

  private void sweepSome() {
    List<GistKey> keys = captions.store().keys(swept, ROWS);
    for (GistKey key : keys) {
      if (ledger.find(key).isEmpty()) {
        captions.delete(key);
      }
    }
    isSweeping = !keys.isEmpty();
    if (isSweeping) {
      swept = Optional.of(keys.get(keys.size() - 1));
    } else {
      captions.flush();
    }
  }

  private void load(long through) {
    String version = captions.packVersion();
    Optional<CaptionStore.Progress> kept = captions.store().progress();
    boolean isOurs = kept.isPresent() && kept.get().packVersion().equals(version);
    if (isLoaded && isOurs) {
      return;
    }
    // A store that began anew has no progress: all is looked at again.
    isLoaded = true;
    isDone = isOurs && kept.get().isDone();
    position = isOurs ? kept.get().position() : 0;
    if (!isOurs) {
      save();
    }
  }

  private void save() {
    captions
        .store()
        .setProgress(new CaptionStore.Progress(captions.packVersion(), position, isDone));
  }

  private void refresh(long through, Listener listener) throws IOException {
    long deadline = System.nanoTime() + STEP_NANOS;
    LedgerLog.Slice slice = ledger.log().readAfter(position, ROWS);
    for (LedgerEvent event : slice.events()) {
      if (event.position() > through) {
        break;
      }
      if (event instanceof LedgerEvent.Put put
          && put.fingerprint().equals(captions.fingerprint())) {
        refresh(put, listener);
      }
      position = event.position();
      if (System.nanoTime() > deadline) {
        return;
      }
    }
    position = Math.min(through, slice.throughPosition());
    isDone = position >= through;
    captions.flush();
    save();
  }

  private void refresh(LedgerEvent.Put put, Listener listener) throws IOException {
    Optional<Caption> known = captions.known(put.key(), CaptionDigest.of(put.gist()));
    if (known.isPresent() && known.get().isCurrent(captions.packVersion())) {
      return;
    }
    Optional<HeldGist> held = ledger.find(put.key());
    if (held.isPresent() && captions.mayHave(held.get().gist())) {
      Optional<Caption> fresh = captions.renew(held.get());
      if (fresh.isPresent()) {
        listener.changed(held.get(), fresh.get());
      }
    }
  }
}
