package io.gistwire.server.index;

import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.follow.Follower;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads captions and keeps the caption index up with the log. The language model takes milliseconds
 * a caption, so this runs apart from the codes and may be far behind them.
 */
final class CaptionFollower implements Follower {
  private static final int SLICE_ROWS = 32;
  private static final int COMMIT_EVENTS = 20_000;

  private final GistDecoding decoding;
  private final Ledger ledger;
  private final CaptionIndex index;
  private long position;
  private long sinceCommit;

  CaptionFollower(GistDecoding decoding, Ledger ledger, CaptionIndex index) {
    this.decoding = decoding;
    this.ledger = ledger;
    this.index = index;
  }

  @Override
  public long startPosition() {
    position = index.committedPosition();
    return position;
  }

  @Override
  public int sliceRows() {
    return SLICE_ROWS;
  }

  @Override
  public void restart() throws IOException {
    index.clear();
    position = 0;
    sinceCommit = 1;
  }

  @Override
  public void apply(LedgerLog.Slice slice, long lastPosition) throws IOException {
    boolean changed = false;
    for (LedgerEvent event : slice.events()) {
      changed |= apply(event);
    }
    if (changed) {
      index.refresh();
    }
    position = slice.throughPosition();
    sinceCommit += slice.events().size();
    if (sinceCommit >= COMMIT_EVENTS) {
      commit();
    }
  }

  @Override
  public void idle() throws IOException {
    if (sinceCommit > 0) {
      commit();
    }
  }

  @Override
  public boolean yieldsToArrivals() {
    return true;
  }

  private void commit() throws IOException {
    index.commit(position);
    sinceCommit = 0;
  }

  private boolean apply(LedgerEvent event) throws IOException {
    if (event instanceof LedgerEvent.Put put && isOurs(put)) {
      return write(put.key(), put.position(), put.gist());
    }
    if (event instanceof LedgerEvent.Layers layers && isOurs(layers)) {
      Optional<HeldGist> held = ledger.find(layers.key());
      return held.isPresent() && write(held.get().key(), held.get().position(), held.get().gist());
    }
    if (event instanceof LedgerEvent.Delete delete) {
      index.delete(delete.key());
      return true;
    }
    return false;
  }

  private boolean isOurs(LedgerEvent.Put put) {
    return put.fingerprint().equals(decoding.fingerprint())
        && hasCaption(put.gist().getLayersList());
  }

  private boolean isOurs(LedgerEvent.Layers layers) {
    return layers.fingerprint().equals(decoding.fingerprint()) && hasCaption(layers.layers());
  }

  private static boolean hasCaption(List<Layer> layers) {
    return layers.stream().anyMatch(layer -> layer.getKind() == LayerKind.LAYER_KIND_CAPTION);
  }

  /** A caption layer of no bytes is what the pack says for the code. */
  private static boolean isImplied(Gist gist) {
    return gist.getLayersList().stream()
        .filter(layer -> layer.getKind() == LayerKind.LAYER_KIND_CAPTION)
        .allMatch(layer -> layer.getData().isEmpty());
  }

  private boolean write(GistKey key, long at, Gist gist) throws IOException {
    String caption = decoding.caption(gist);
    if (caption.isEmpty()) {
      return false;
    }
    index.put(key, at, caption, isImplied(gist));
    return true;
  }
}
