package io.gistwire.cluster.ledger;

import io.gistwire.cluster.store.Json;
import io.gistwire.cluster.store.StoreException;
import io.gistwire.cluster.store.StoredDocument;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerException;
import io.gistwire.server.ledger.RequestConflictException;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.Submission;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes one gist in the source's own epoch for single calls. The server takes that epoch over
 * first, in a round of its own: so two servers never choose the same sequence.
 */
final class CreateWrite extends PendingWrite<GistKey> {
  /** A repeated request is known again for at least so long. */
  static final long REMEMBERED_MILLIS = 24L * 60 * 60 * 1000;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SourceKey source;
  private final Optional<String> requestId;
  private final Submission.Put put;
  private final long receivedMillis;
  private final List<Claims.Claim> claims = new ArrayList<>();
  private @Nullable EpochKey toLease;
  private LedgerFold.EpochState leased = LedgerFold.EpochState.NEW;
  private @Nullable GistKey key;
  private boolean isRepeated;
  private long term;

  CreateWrite(
      SourceKey source, Optional<String> requestId, Submission.Put put, long receivedMillis) {
    this.source = source;
    this.requestId = requestId;
    this.put = put;
    this.receivedMillis = receivedMillis;
  }

  @Override
  boolean needsFreshState() {
    return true;
  }

  @Override
  void plan(Round round) throws LedgerException, StoreException {
    claims.clear();
    toLease = null;
    key = null;
    Optional<EpochKey> own = round.ownUnaryEpoch(source);
    if (own.isEmpty()) {
      goOn();
      if (round.touch("lease of " + Ids.source(source))) {
        var known = round.fold.unaryEpoch(source);
        toLease = new EpochKey(source, known.isPresent() ? known.getAsLong() : newEpoch());
      }
      return;
    }
    EpochKey epoch = own.get();
    term = round.fold.epoch(epoch).term();
    long sequence = round.heldThrough(epoch) + 1;
    boolean isTurn = requestId.isEmpty() || round.touch(Ids.request(source, requestId.get()));
    if (!isTurn || !round.isInWindow(epoch, sequence)) {
      goOn();
      return;
    }
    if (requestId.isPresent() && findEarlier(round, requestId.get())) {
      return;
    }
    create(round, new GistKey(epoch, sequence));
  }

  private static long newEpoch() {
    long epoch = RANDOM.nextLong();
    return epoch == 0 ? 1 : epoch;
  }

  private boolean findEarlier(Round round, String id) throws LedgerException, StoreException {
    Optional<StoredDocument> stored =
        round.documents.store().read(round.documents.gists(), Ids.request(source, id));
    if (stored.isEmpty()) {
      return false;
    }
    RequestDocument earlier = Json.read(stored.get().document(), RequestDocument.class);
    EpochKey epoch = new EpochKey(source, Long.parseUnsignedLong(earlier.epoch(), 16));
    GistKey named = new GistKey(epoch, earlier.sequence());
    boolean isCommitted =
        earlier.received() >= receivedMillis - REMEMBERED_MILLIS
            && earlier.sequence() <= round.fold.epoch(epoch).heldThrough()
            && round.gist(named).filter(held -> id.equals(held.gist().requestId())).isPresent();
    if (!isCommitted) {
      return false;
    }
    if (earlier.digest() != put.digest()) {
      throw new RequestConflictException(id);
    }
    key = named;
    isRepeated = true;
    return true;
  }

  private void create(Round round, GistKey chosen) {
    key = chosen;
    Submission.Put placed = put.at(chosen.sequence());
    String id = requestId.orElse(null);
    if (id != null) {
      RequestDocument marker =
          new RequestDocument(
              chosen.epoch().toHex(), chosen.sequence(), put.digest(), receivedMillis, term);
      claim(
          round, new Claims.Claim(round.documents.gists(), Ids.request(source, id), marker, term));
    }
    GistDocument document = GistDocument.live(chosen, placed, term, receivedMillis, id);
    claim(round, new Claims.Claim(round.documents.gists(), Ids.gist(chosen), document, term));
    round.plan(chosen.epoch(), chosen.sequence());
  }

  private void claim(Round round, Claims.Claim claim) {
    claims.add(round.claim(claim));
  }

  @Override
  void enter(Round round, Draft draft) throws LedgerException {
    if (toLease != null) {
      if (round.fold.unaryEpoch(source).isEmpty()) {
        draft.add(CommitEntry.unaryEpoch(toLease));
      }
      leased = draft.lease(toLease, CommitEntry.SAME_SKEW);
    } else if (key != null && !isRepeated) {
      // Another server took the epoch over: this one takes it back and chooses a sequence anew.
      boolean isOurs =
          draft.epoch(key.epoch()).term() == term
              && draft.epoch(key.epoch()).heldThrough() + 1 == key.sequence()
              && claims.stream().noneMatch(Claims.Claim::isLost);
      if (isOurs) {
        CommitEntry entry =
            CommitEntry.put(key.epoch(), key.sequence(), term, receivedMillis, put.layerBytes());
        draft.consume(key.epoch(), term, List.of(entry));
      } else {
        goOn();
      }
    }
  }

  @Override
  void settle(Round round) {
    if (toLease != null) {
      round.leases.tookUnary(toLease, leased.term());
    }
  }

  @Override
  GistKey result() {
    if (key == null) {
      throw new IllegalStateException("a create ended without a key");
    }
    return key;
  }
}
