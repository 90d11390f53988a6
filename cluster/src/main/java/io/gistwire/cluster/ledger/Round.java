package io.gistwire.cluster.ledger;

import io.gistwire.cluster.store.DocumentWrite;
import io.gistwire.cluster.store.StoreException;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One group of writes on its way to one commit: what is planned so far, so that later writes of the
 * group build on earlier ones. One thread.
 */
final class Round {
  /**
   * Sequences of an epoch above what it holds that may have documents before they are committed. A
   * skip takes the places of so many, so that no document of an older lease can appear below what
   * is held.
   */
  static final long WINDOW = 4096;

  final LedgerFold fold;
  final LedgerDocuments documents;
  final Leases leases;
  final long millis = System.currentTimeMillis();
  private final List<Claims.Claim> claims = new ArrayList<>();
  private final Map<EpochKey, Long> planned = new HashMap<>();
  private final Map<GistKey, Long> digests = new HashMap<>();
  private final Set<EpochKey> unfinished = new HashSet<>();
  private final Set<Object> touched = new HashSet<>();
  private final Map<GistKey, Optional<LedgerDocuments.Held>> compared = new HashMap<>();
  private final Set<GistKey> toCompare = new HashSet<>();
  private final Map<GistKey, Optional<LedgerDocuments.Held>> read = new HashMap<>();
  private final List<DocumentWrite> stamps = new ArrayList<>();
  private final History history;

  Round(LedgerFold fold, LedgerDocuments documents, Leases leases, History history) {
    this.history = history;
    this.fold = fold;
    this.documents = documents;
    this.leases = leases;
  }

  /** What the epoch will hold after the writes that are planned. */
  long heldThrough(EpochKey epoch) {
    Long held = planned.get(epoch);
    return held == null ? fold.epoch(epoch).heldThrough() : held;
  }

  void plan(EpochKey epoch, long heldThrough) {
    planned.put(epoch, heldThrough);
  }

  /** Notes the content of a sequence that is planned. */
  void plan(GistKey key, long digest) {
    digests.put(key, digest);
  }

  /** Digest of what this round plans for a sequence; null where it plans nothing. */
  @Nullable Long planned(GistKey key) {
    return digests.get(key);
  }

  /** Whether another document may be claimed for this sequence before a commit. */
  boolean isInWindow(EpochKey epoch, long sequence) {
    return sequence <= fold.epoch(epoch).heldThrough() + WINDOW;
  }

  /** An earlier write to the epoch goes on in the next round: later ones wait for it. */
  void leaveUnfinished(EpochKey epoch) {
    unfinished.add(epoch);
  }

  boolean isUnfinished(EpochKey epoch) {
    return unfinished.contains(epoch);
  }

  /** True for the first write of this round to this thing; others wait for the next round. */
  boolean touch(Object thing) {
    return touched.add(thing);
  }

  Claims.Claim claim(Claims.Claim claim) {
    claims.add(claim);
    return claim;
  }

  List<Claims.Claim> claims() {
    return claims;
  }

  /** A document to write after the commit, once and without waiting for its success. */
  void stamp(DocumentWrite write) {
    stamps.add(write);
  }

  List<DocumentWrite> stamps() {
    return stamps;
  }

  /** The document at a key, of those that were read at once where it was asked for in time. */
  Optional<LedgerDocuments.Held> gist(GistKey key) throws StoreException {
    Optional<LedgerDocuments.Held> known = read.get(key);
    return known == null ? documents.gist(key) : known;
  }

  void read(GistKey key, Optional<LedgerDocuments.Held> held) {
    read.put(key, held);
  }

  /** Whether a deletion is committed already. */
  boolean isCommitted(String deletion) {
    return history.hasDeletion(deletion);
  }

  /** The same, also of deletions that were committed long ago. */
  boolean wasCommitted(String deletion) throws StoreException {
    return history.hasDeletion(deletion) || history.findDeletion(deletion);
  }

  /** Requests the document that is held at a key. */
  void compare(GistKey key) {
    toCompare.add(key);
  }

  List<GistKey> keysToCompare() {
    return List.copyOf(toCompare);
  }

  void compared(GistKey key, Optional<LedgerDocuments.Held> held) {
    compared.put(key, held);
  }

  /**
   * Whether the sequence was consumed by other content than this. What retention has removed, or
   * the client itself gave up, is not compared.
   */
  boolean isOther(GistKey key, long digest) {
    return compared
        .getOrDefault(key, Optional.empty())
        .map(LedgerDocuments.Held::gist)
        .filter(gist -> !GistDocument.SKIPPED.equals(gist.state()))
        .map(gist -> gist.digest() != digest)
        .orElse(false);
  }

  /** The epoch that single calls of a source use, if it is made and this server has its lease. */
  Optional<EpochKey> ownUnaryEpoch(SourceKey source) {
    var number = fold.unaryEpoch(source);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    EpochKey epoch = new EpochKey(source, number.getAsLong());
    return leases.ownTerm(epoch) == fold.epoch(epoch).term()
        ? Optional.of(epoch)
        : Optional.empty();
  }
}
