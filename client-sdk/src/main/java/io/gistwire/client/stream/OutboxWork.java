package io.gistwire.client.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gistwire.client.link.LayerPolicy;
import io.gistwire.client.link.LinkEstimate;
import io.gistwire.client.outbox.DeadLetter;
import io.gistwire.client.outbox.Draft;
import io.gistwire.client.outbox.Frozen;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxLimits;
import io.gistwire.client.outbox.OutboxRecord;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.outbox.SkipReason;
import io.gistwire.client.photos.PhotoShelf;
import io.gistwire.client.session.EncodedGist;
import io.gistwire.client.session.Item;
import io.gistwire.proto.v1.Gist;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work on the outbox: appends what was accepted in groups, so that many gists share one sync, and
 * reads records back ready to send. Everything but {@link #add} and {@link #wanted} runs on the
 * stream's disk executor.
 */
final class OutboxWork {
  private static final int GROUP = 2_048;
  private static final int RECENT_GISTS = 8_192;

  private final OutboxStore store;
  private final @Nullable PhotoShelf shelf;
  private final Overflow overflow;
  private final long maxLaterBytes;
  private final Demand demand;
  private final WaitingPhotos waitingPhotos;

  private final ArrayDeque<OutgoingGist> waiting = new ArrayDeque<>();

  /** The newest records, so that a session that has fallen behind need not read them back. */
  private final ArrayDeque<Item> recent = new ArrayDeque<>();

  private volatile boolean wanted = true;
  private long givenThrough;

  OutboxWork(
      OutboxStore store,
      @Nullable PhotoShelf shelf,
      OutboxLimits limits,
      Demand demand,
      WaitingPhotos waitingPhotos) {
    this.store = store;
    this.shelf = shelf;
    this.overflow = new Overflow(store, limits);
    this.maxLaterBytes = limits.maxLaterBytes();
    this.demand = demand;
    this.waitingPhotos = waitingPhotos;
    this.givenThrough = store.stats().trimmedThrough();
  }

  /** Whether the session has few records: then fresh ones are given to it without being loaded. */
  void wanted(boolean isWanted) {
    wanted = isWanted;
  }

  /**
   * Takes a gist that {@link Demand} has accepted. Any thread; never blocks.
   *
   * @return whether {@link #storeNext} has to be run
   */
  boolean add(OutgoingGist submission) {
    synchronized (waiting) {
      waiting.add(submission);
      return waiting.size() == 1;
    }
  }

  /** Stores the next group of what was added; null when there is none. */
  @Nullable Stored storeNext() {
    List<OutgoingGist> group = new ArrayList<>();
    synchronized (waiting) {
      while (group.size() < GROUP && !waiting.isEmpty()) {
        group.add(waiting.remove());
      }
    }
    return group.isEmpty() ? null : store(group);
  }

  private Stored store(List<OutgoingGist> group) {
    List<OutboxException> photoFailures = new ArrayList<>();
    List<Long> dropped = List.of();
    List<OutgoingGist> kept = List.of();
    List<OutgoingGist> refused = group;
    List<Item> fresh = List.of();
    OutboxException why = null;
    long first = 0;
    try {
      Overflow.Space space = overflow.makeSpace(group, givenThrough);
      dropped = space.dropped();
      if (!dropped.isEmpty()) {
        recent.clear();
      }
      List<OutgoingGist> fitting = group.subList(0, space.fitting());
      if (!fitting.isEmpty()) {
        first = append(fitting);
        kept = fitting;
        refused = group.subList(space.fitting(), group.size());
        fresh = offer(first, kept);
      }
      if (!refused.isEmpty()) {
        demand.outboxIsFull(store.stats());
        why = overflow.full();
      }
    } catch (OutboxException e) {
      why = e;
    }
    keepPhotos(first, kept, photoFailures);
    discardPhotos(refused, photoFailures);
    group.forEach(s -> waitingPhotos.remove(s.digest()));
    demand.outboxHolds(store.stats());
    demand.gistsDone(group.size());
    return new Stored(first, kept, fresh, refused, why, dropped, photoFailures);
  }

  private long append(List<OutgoingGist> group) throws OutboxException {
    List<Draft> drafts = new ArrayList<>(group.size());
    group.forEach(s -> drafts.add(s.draft()));
    return store.append(drafts);
  }

  /** The records of a group for the session if it can take them now; else they are remembered. */
  private List<Item> offer(long first, List<OutgoingGist> kept) {
    List<Item> fresh = new ArrayList<>(kept.size());
    boolean allBasic = true;
    for (OutgoingGist s : kept) {
      allBasic &= s.isBasic();
      fresh.add(new Item.OfGist(first + fresh.size(), s.gist()));
    }
    if (!allBasic) {
      recent.clear();
      return List.of();
    }
    if (wanted && givenThrough == first - 1) {
      givenThrough = first + kept.size() - 1;
      recent.clear();
      return fresh;
    }
    recent.addAll(fresh);
    while (recent.size() > RECENT_GISTS) {
      recent.remove();
    }
    return List.of();
  }

  private void keepPhotos(long first, List<OutgoingGist> kept, List<OutboxException> failures) {
    for (int i = 0; i < kept.size(); i++) {
      long sequence = first + i;
      withPhoto(kept.get(i), (photos, photo) -> photos.keep(sequence, photo), failures);
    }
  }

  private void discardPhotos(List<OutgoingGist> refused, List<OutboxException> failures) {
    refused.forEach(s -> withPhoto(s, PhotoShelf::discard, failures));
  }

  /** A gist is never held up by its photo. */
  private void withPhoto(OutgoingGist submission, PhotoCall call, List<OutboxException> failures) {
    PhotoShelf.Staged photo = submission.photo();
    PhotoShelf photos = shelf;
    if (photo != null && photos != null) {
      try {
        call.run(photos, photo);
      } catch (IOException e) {
        failures.add(
            new OutboxException(
                "a photo could not be kept for later answers: " + e.getMessage(), e));
      }
    }
  }

  /** Work on the shelf. */
  private interface PhotoCall {
    void run(PhotoShelf shelf, PhotoShelf.Staged photo) throws IOException;
  }

  /** Forgets what the server has on disk. */
  void trim(long through) throws OutboxException {
    store.trim(through);
    demand.outboxHolds(store.stats());
  }

  /** Puts a gist among the dead letters. */
  DeadLetter reject(Rejection rejection) throws OutboxException {
    long now = System.currentTimeMillis();
    long sequence = rejection.sequence();
    byte[] bytes = bytesOf(sequence);
    store.reject(sequence, rejection.status(), rejection.message(), now);
    if (rejection.unsent()) {
      store.drop(List.of(sequence), SkipReason.DROPPED);
    }
    return new DeadLetter(sequence, bytes, rejection.status(), rejection.message(), now);
  }

  /** What the outbox holds at a sequence; empty when that was trimmed. */
  private byte[] bytesOf(long sequence) throws OutboxException {
    List<OutboxRecord> records = store.read(sequence, 1, 1);
    return !records.isEmpty()
            && records.get(0) instanceof OutboxRecord.Entry entry
            && entry.sequence() == sequence
        ? entry.bytes()
        : new byte[0];
  }

  /** Reads records to send, freezing those that are not. */
  List<Item> load(long from, int maxRecords, int maxBytes, LinkEstimate link)
      throws OutboxException {
    List<Item> found = fromRecent(from, maxRecords, maxBytes);
    if (found.isEmpty()) {
      found = fromStore(from, maxRecords, maxBytes, link);
    }
    if (!found.isEmpty()) {
      // Never falls: what the session was given once may be in its hands or on the wire.
      givenThrough = Math.max(givenThrough, found.get(found.size() - 1).last());
    }
    return found;
  }

  private List<Item> fromRecent(long from, int maxRecords, int maxBytes) {
    List<Item> found = new ArrayList<>();
    Item head = recent.peek();
    if (head == null || head.first() > from) {
      return found;
    }
    long bytes = 0;
    while (head != null && found.size() < maxRecords && bytes < maxBytes) {
      recent.remove();
      if (head.first() >= from && head instanceof Item.OfGist gist) {
        found.add(head);
        bytes += gist.gist().bytes();
      }
      head = recent.peek();
    }
    return found;
  }

  private List<Item> fromStore(long from, int maxRecords, int maxBytes, LinkEstimate link)
      throws OutboxException {
    List<Item> found = new ArrayList<>();
    List<Frozen> frozen = new ArrayList<>();
    for (OutboxRecord record : store.read(from, maxRecords, maxBytes)) {
      if (record instanceof OutboxRecord.Entry entry) {
        found.add(new Item.OfGist(entry.sequence(), gist(entry, link, frozen)));
      } else if (record instanceof OutboxRecord.Skip skip) {
        found.add(new Item.OfSkip(skip.first(), skip.last(), skip.reason()));
      }
    }
    if (!frozen.isEmpty()) {
      store.freeze(frozen);
      store.boundLater(maxLaterBytes);
    }
    return found;
  }

  private EncodedGist gist(OutboxRecord.Entry entry, LinkEstimate link, List<Frozen> frozen)
      throws OutboxException {
    try {
      EncodedGist gist = EncodedGist.of(entry.fingerprint(), Gist.parseFrom(entry.bytes()));
      if (entry.frozen()) {
        return gist;
      }
      long waitingGists = Math.max(0, store.stats().lastSequence() - entry.sequence());
      Freezing.Split split = Freezing.split(gist, LayerPolicy.budgetBytes(link, waitingGists));
      frozen.add(new Frozen(entry.sequence(), split.now().message().toByteArray(), split.later()));
      return split.now();
    } catch (InvalidProtocolBufferException e) {
      throw new OutboxException(
          "gist " + entry.sequence() + " of the outbox cannot be read: " + e.getMessage(), e);
    }
  }
}
