package io.gistwire.cluster.ledger;

import io.gistwire.cluster.store.StoreException;
import io.gistwire.server.ledger.GistKey;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a gist: its document becomes a tombstone without bytes, then a commit names the deletion.
 * A tombstone that a lost server left uncommitted is committed by whoever meets it, once.
 */
final class DeleteWrite extends PendingWrite<OptionalLong> {
  private final GistKey key;
  private final long receivedMillis;
  private String id = UUID.randomUUID().toString();
  private @Nullable GistDocument tombstone;
  private Claims.@Nullable Claim claim;
  private OptionalLong position = OptionalLong.empty();

  DeleteWrite(GistKey key, long receivedMillis) {
    this.key = key;
    this.receivedMillis = receivedMillis;
  }

  @Override
  boolean needsFreshState() {
    return true;
  }

  @Override
  Optional<GistKey> keyToRead() {
    return Optional.of(key);
  }

  @Override
  void plan(Round round) throws StoreException {
    claim = null;
    tombstone = null;
    boolean isPlanned = key.sequence() <= round.heldThrough(key.epoch());
    if (key.sequence() > round.fold.epoch(key.epoch()).heldThrough()) {
      if (isPlanned) {
        goOn();
      }
      return;
    }
    if (!round.touch(key)) {
      goOn();
      return;
    }
    Optional<LedgerDocuments.Held> held = round.gist(key);
    if (held.isPresent()) {
      delete(round, held.get());
    }
  }

  private void delete(Round round, LedgerDocuments.Held held) throws StoreException {
    GistDocument document = held.gist();
    if (document.isLive()) {
      tombstone = document.deleted(id, receivedMillis);
    } else if (document.deletion() != null
        && document.deletedAt() == 0
        && !round.wasCommitted(document.deletion())) {
      id = document.deletion();
      tombstone = document;
    }
    if (tombstone != null) {
      claim = round.claim(new Claims.Claim(held.stored(), tombstone, document.term()));
    }
  }

  @Override
  void enter(Round round, Draft draft) {
    position = OptionalLong.empty();
    if (claim == null || tombstone == null || round.isCommitted(id)) {
      return;
    }
    if (claim.isLost()) {
      goOn();
      return;
    }
    int bytes = tombstone.layerBytes();
    position =
        OptionalLong.of(
            draft.add(CommitEntry.delete(key.epoch(), key.sequence(), receivedMillis, bytes, id)));
  }

  @Override
  void settle(Round round) {
    if (claim != null && tombstone != null && position.isPresent()) {
      round.stamp(claim.then(tombstone.deletedAt(position.getAsLong())));
    }
  }

  @Override
  OptionalLong result() {
    return position;
  }
}
