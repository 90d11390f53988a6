package io.gistwire.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gistwire.client.link.LinkEstimate;
import io.gistwire.client.outbox.Draft;
import io.gistwire.client.outbox.Frozen;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxLimits;
import io.gistwire.client.outbox.OutboxRecord;
import io.gistwire.client.outbox.OutboxStats;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.outbox.PhotoDigest;
import io.gistwire.client.photos.PhotoShelf;
import io.gistwire.client.session.Item;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The outbox as the stream uses it: gists handed in by callers are appended in groups, records are
 * read back ready to send. Everything but {@link #submit} runs on the stream's disk executor.
 */
final class OutboxSide {
  private static final int GROUP = 2_048;
  private static final int TAIL_GISTS = 8_192;

  /** A gist handed in by a caller. */
  record Submission(
      CodeFingerprint fingerprint,
      Gist gist,
      boolean basic,
      PendingReceipt receipt,
      @Nullable PhotoDigest digest,
      PhotoShelf.@Nullable Staged photo) {}

  /** A record ready to send; gist is null for a skip. */
  record Ready(Item item, @Nullable Gist gist) {}

  /** Hears what the disk did; called on the disk executor. */
  interface Listener {
    void appended(long first, List<Submission> group, List<Ready> ready);

    void failed(List<Submission> group, OutboxException why);

    void dropped(List<Long> sequences);

    void photoFailed(OutboxException why);
  }

  private final OutboxStore store;
  private final @Nullable PhotoShelf shelf;
  private final Overflow overflow;
  private final long maxLaterBytes;
  private final SerialExecutor disk;
  private final WaitingPhotos waitingPhotos;
  private final Demand demand;
  private final Listener listener;
  private final Supplier<LinkEstimate> link;
  private final ArrayDeque<Submission> waiting = new ArrayDeque<>();
  private final ArrayDeque<Ready> tail = new ArrayDeque<>();
  private volatile boolean hungry = true;
  private long loadedThrough;

  OutboxSide(
      OutboxStore store,
      @Nullable PhotoShelf shelf,
      OutboxLimits limits,
      SerialExecutor disk,
      Demand demand,
      WaitingPhotos waitingPhotos,
      Supplier<LinkEstimate> link,
      Listener listener) {
    this.store = store;
    this.shelf = shelf;
    this.overflow = new Overflow(store, limits);
    this.maxLaterBytes = limits.maxLaterBytes();
    this.disk = disk;
    this.demand = demand;
    this.waitingPhotos = waitingPhotos;
    this.link = link;
    this.listener = listener;
    this.loadedThrough = store.stats().trimmedThrough();
  }

  /** Whether the session has too few records loaded; set by the stream after every step. */
  void hungry(boolean isHungry) {
    hungry = isHungry;
  }

  /** Takes a gist from a caller, which {@link Demand} has accepted. Any thread; never blocks. */
  void submit(Submission submission) {
    synchronized (waiting) {
      waiting.add(submission);
      if (waiting.size() == 1) {
        disk.execute(this::drain);
      }
    }
  }

  /** Appends everything that was submitted before the call. */
  void drain() {
    List<Submission> group = nextGroup();
    while (!group.isEmpty()) {
      append(group);
      group = nextGroup();
    }
  }

  private List<Submission> nextGroup() {
    List<Submission> group = new ArrayList<>();
    synchronized (waiting) {
      while (group.size() < GROUP && !waiting.isEmpty()) {
        group.add(waiting.remove());
      }
    }
    return group;
  }

  private void append(List<Submission> group) {
    try {
      Overflow.Room room = overflow.makeRoom(group, loadedThrough);
      if (!room.dropped().isEmpty()) {
        tail.clear();
        listener.dropped(room.dropped());
      }
      List<Submission> kept = group.subList(0, room.fitting());
      if (!kept.isEmpty()) {
        keep(kept);
      }
      if (kept.size() < group.size()) {
        demand.outboxIsFull(store.stats());
        List<Submission> refused = group.subList(kept.size(), group.size());
        refuse(refused, overflow.full());
      }
    } catch (OutboxException e) {
      refuse(group, e);
    }
  }

  /** These wait no more; told to callers only after this. */
  private void settled(List<Submission> group) {
    group.forEach(s -> waitingPhotos.remove(s.digest()));
    demand.outboxHolds(store.stats());
    demand.gistsDone(group.size());
  }

  private void refuse(List<Submission> group, OutboxException why) {
    discardPhotos(group);
    settled(group);
    listener.failed(group, why);
  }

  private void discardPhotos(List<Submission> group) {
    for (Submission s : group) {
      withPhoto(s, PhotoShelf::discard);
    }
  }

  private void keepPhotos(long first, List<Submission> group) {
    for (int i = 0; i < group.size(); i++) {
      long sequence = first + i;
      withPhoto(group.get(i), (photos, photo) -> photos.keep(sequence, photo));
    }
  }

  /** A gist is never held up by its photo. */
  private void withPhoto(Submission submission, PhotoCall call) {
    PhotoShelf.Staged photo = submission.photo();
    PhotoShelf photos = shelf;
    if (photo != null && photos != null) {
      try {
        call.run(photos, photo);
      } catch (IOException e) {
        listener.photoFailed(
            new OutboxException(
                "a photo could not be kept for later answers: " + e.getMessage(), e));
      }
    }
  }

  /** Work on the shelf. */
  private interface PhotoCall {
    void run(PhotoShelf shelf, PhotoShelf.Staged photo) throws IOException;
  }

  private void keep(List<Submission> kept) throws OutboxException {
    List<Draft> drafts = new ArrayList<>(kept.size());
    for (Submission s : kept) {
      drafts.add(new Draft(s.fingerprint(), s.gist().toByteArray(), s.basic(), s.digest()));
    }
    long first = store.append(drafts);
    keepPhotos(first, kept);
    settled(kept);
    List<Ready> fresh = new ArrayList<>(kept.size());
    boolean allBasic = true;
    for (int i = 0; i < kept.size(); i++) {
      Submission s = kept.get(i);
      allBasic &= s.basic();
      Item item =
          new Item.OfGist(
              first + i, drafts.get(i).bytes().length, layerBytes(s.gist()), s.fingerprint());
      fresh.add(new Ready(item, s.gist()));
    }
    if (allBasic && hungry && loadedThrough == first - 1) {
      loadedThrough = first + kept.size() - 1;
      tail.clear();
      listener.appended(first, kept, fresh);
    } else {
      remember(fresh, allBasic);
      listener.appended(first, kept, List.of());
    }
  }

  /** Keeps a short stretch of the newest records in memory, so that they need not be read back. */
  private void remember(List<Ready> fresh, boolean allBasic) {
    if (!allBasic) {
      tail.clear();
      return;
    }
    tail.addAll(fresh);
    while (tail.size() > TAIL_GISTS) {
      tail.remove();
    }
  }

  /** Reads records to send, freezing those that are not. */
  List<Ready> load(long from, int maxRecords, int maxBytes) throws OutboxException {
    List<Ready> found = fromTail(from, maxRecords, maxBytes);
    if (found.isEmpty()) {
      found = fromStore(from, maxRecords, maxBytes);
    }
    if (!found.isEmpty()) {
      // Never falls: what the session was given once may be in its hands or on the wire.
      loadedThrough = Math.max(loadedThrough, found.get(found.size() - 1).item().last());
    }
    return found;
  }

  private List<Ready> fromTail(long from, int maxRecords, int maxBytes) {
    List<Ready> found = new ArrayList<>();
    Ready head = tail.peek();
    if (head == null || head.item().first() > from) {
      return found;
    }
    long bytes = 0;
    while (head != null && found.size() < maxRecords && bytes < maxBytes) {
      tail.remove();
      if (head.item().first() >= from && head.item() instanceof Item.OfGist gist) {
        found.add(head);
        bytes += gist.bytes();
      }
      head = tail.peek();
    }
    return found;
  }

  private List<Ready> fromStore(long from, int maxRecords, int maxBytes) throws OutboxException {
    List<Ready> found = new ArrayList<>();
    List<Frozen> frozen = new ArrayList<>();
    for (OutboxRecord record : store.read(from, maxRecords, maxBytes)) {
      if (record instanceof OutboxRecord.Entry entry) {
        found.add(ready(entry, frozen));
      } else if (record instanceof OutboxRecord.Skip skip) {
        found.add(new Ready(new Item.OfSkip(skip.first(), skip.last(), skip.reason()), null));
      }
    }
    if (!frozen.isEmpty()) {
      store.freeze(frozen);
      store.boundLater(maxLaterBytes);
    }
    return found;
  }

  private Ready ready(OutboxRecord.Entry entry, List<Frozen> frozen) throws OutboxException {
    try {
      Gist gist = Gist.parseFrom(entry.bytes());
      if (!entry.frozen()) {
        OutboxStats stats = store.stats();
        Freezing.Split split =
            Freezing.split(gist, link.get(), Math.max(0, stats.lastSequence() - entry.sequence()));
        gist = split.now();
        frozen.add(new Frozen(entry.sequence(), gist.toByteArray(), split.later()));
      }
      Item item =
          new Item.OfGist(
              entry.sequence(), gist.getSerializedSize(), layerBytes(gist), entry.fingerprint());
      return new Ready(item, gist);
    } catch (InvalidProtocolBufferException e) {
      throw new OutboxException(
          "gist " + entry.sequence() + " of the outbox cannot be read: " + e.getMessage(), e);
    }
  }

  private static int layerBytes(Gist gist) {
    int sum = 0;
    for (io.gistwire.proto.v1.Layer layer : gist.getLayersList()) {
      sum += layer.getData().size();
    }
    return sum;
  }
}
