package io.gistwire.client.outbox;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An outbox in memory: <b>everything in it is lost when the process ends.</b> For tests, trials and
 * programs that keep their gists elsewhere. Thread-safe.
 */
public final class VolatileOutboxStore implements OutboxStore {
  private final long epoch = new SecureRandom().nextLong();
  private final TreeMap<Long, OutboxRecord> records = new TreeMap<>();
  private final TreeMap<Long, DeadLetter> letters = new TreeMap<>();
  private final TreeMap<Long, byte[]> laters = new TreeMap<>();
  private final Map<PhotoDigest, Long> photos = new HashMap<>();
  private final TreeMap<Long, PhotoDigest> photosBySequence = new TreeMap<>();
  private final int maxPhotos;
  private long lastSequence;
  private long trimmedThrough;
  private int entries;
  private long bytes;
  private long laterBytes;

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public boolean isDurable() {
    return false;
  }

  @Override
  public synchronized OutboxStats stats() {
    return new OutboxStats(
        entries, bytes, lastSequence, trimmedThrough, laterBytes, letters.size());
  }

  /** An empty store. */
  public VolatileOutboxStore() {
    this(MAX_PHOTOS);
  }

  VolatileOutboxStore(int maxPhotos) {
    this.maxPhotos = maxPhotos;
  }

  @Override
  public synchronized boolean hasStored(PhotoDigest photo) {
    return photos.containsKey(photo);
  }

  private void addPhoto(PhotoDigest photo, long sequence) {
    if (photos.putIfAbsent(photo, sequence) == null) {
      photosBySequence.put(sequence, photo);
      if (photosBySequence.size() > maxPhotos) {
        forgetPhoto(photosBySequence.firstKey());
      }
    }
  }

  private void forgetPhoto(long sequence) {
    PhotoDigest photo = photosBySequence.remove(sequence);
    if (photo != null) {
      photos.remove(photo);
    }
  }

  @Override
  public synchronized long append(List<Draft> drafts) {
    long first = lastSequence + 1;
    for (Draft draft : drafts) {
      put(
          new OutboxRecord.Entry(
              ++lastSequence, draft.fingerprint(), draft.bytes(), draft.frozen()));
      PhotoDigest photo = draft.photo();
      if (photo != null) {
        addPhoto(photo, lastSequence);
      }
    }
    return first;
  }

  @Override
  public synchronized void freeze(List<Frozen> frozen) throws OutboxException {
    for (Frozen f : frozen) {
      if (records.get(f.sequence()) instanceof OutboxRecord.Entry old) {
        FrozenCheck.check(old, f);
        put(new OutboxRecord.Entry(f.sequence(), old.fingerprint(), f.bytes(), true));
        byte[] later = f.later();
        if (later != null) {
          laters.put(f.sequence(), later);
          laterBytes += later.length;
        }
      }
    }
  }

  @Override
  public synchronized List<OutboxRecord> read(long fromSequence, int maxRecords, long maxBytes) {
    List<OutboxRecord> found = new ArrayList<>();
    Long start = records.floorKey(fromSequence);
    if (start == null || records.get(start).last() < fromSequence) {
      start = fromSequence;
    }
    long sum = 0;
    for (OutboxRecord record : records.tailMap(start, true).values()) {
      if (found.size() == maxRecords || (sum >= maxBytes && !found.isEmpty())) {
        break;
      }
      found.add(cut(record, fromSequence));
      sum += record instanceof OutboxRecord.Entry entry ? entry.bytes().length : 0;
    }
    return found;
  }

  private static OutboxRecord cut(OutboxRecord record, long from) {
    return record instanceof OutboxRecord.Skip skip && skip.first() < from
        ? new OutboxRecord.Skip(from, skip.last(), skip.reason())
        : record;
  }

  @Override
  public synchronized void drop(Collection<Long> sequences, SkipReason reason) {
    for (long sequence : sequences) {
      if (records.get(sequence) instanceof OutboxRecord.Entry) {
        remove(sequence);
        put(new OutboxRecord.Skip(sequence, sequence, reason));
        merge(sequence);
        forgetPhoto(sequence);
      }
    }
  }

  private void merge(long sequence) {
    OutboxRecord.Skip skip = (OutboxRecord.Skip) records.get(sequence);
    Map.Entry<Long, OutboxRecord> before = records.lowerEntry(sequence);
    if (before != null && joins(before.getValue(), skip)) {
      records.remove(sequence);
      skip = new OutboxRecord.Skip(before.getKey(), skip.last(), skip.reason());
      records.put(skip.first(), skip);
    }
    Map.Entry<Long, OutboxRecord> after = records.higherEntry(skip.first());
    if (after != null && joins(skip, after.getValue())) {
      records.remove(after.getKey());
      records.put(
          skip.first(),
          new OutboxRecord.Skip(skip.first(), after.getValue().last(), skip.reason()));
    }
  }

  private static boolean joins(OutboxRecord left, OutboxRecord right) {
    return left instanceof OutboxRecord.Skip a
        && right instanceof OutboxRecord.Skip b
        && a.reason() == b.reason()
        && a.last() + 1 == b.first();
  }

  @Override
  public synchronized void trim(long throughSequence) {
    while (!records.isEmpty() && records.firstKey() <= throughSequence) {
      OutboxRecord first = records.get(records.firstKey());
      remove(first.first());
      if (first instanceof OutboxRecord.Skip skip && skip.last() > throughSequence) {
        put(new OutboxRecord.Skip(throughSequence + 1, skip.last(), skip.reason()));
        break;
      }
    }
    trimmedThrough = Math.max(trimmedThrough, Math.min(throughSequence, lastSequence));
  }

  @Override
  public synchronized void reject(long sequence, String status, String reason, long atMillis) {
    byte[] sent =
        records.get(sequence) instanceof OutboxRecord.Entry entry ? entry.bytes() : new byte[0];
    forgetPhoto(sequence);
    letters.putIfAbsent(sequence, new DeadLetter(sequence, sent, status, reason, atMillis));
  }

  @Override
  public synchronized List<DeadLetter> deadLetters(int limit) {
    List<DeadLetter> found = new ArrayList<>();
    for (DeadLetter letter : letters.values()) {
      if (found.size() == limit) {
        break;
      }
      found.add(letter);
    }
    return found;
  }

  @Override
  public synchronized void forgetDeadLetter(long sequence) {
    letters.remove(sequence);
  }

  @Override
  public synchronized Optional<byte[]> later(long sequence) {
    return Optional.ofNullable(laters.get(sequence));
  }

  @Override
  public synchronized void forgetLater(long sequence) {
    byte[] removed = laters.remove(sequence);
    laterBytes -= removed == null ? 0 : removed.length;
  }

  @Override
  public synchronized void boundLater(long maxBytes) {
    while (laterBytes > maxBytes) {
      forgetLater(laters.firstKey());
    }
  }

  private void put(OutboxRecord record) {
    remove(record.first());
    records.put(record.first(), record);
    if (record instanceof OutboxRecord.Entry entry) {
      entries++;
      bytes += entry.bytes().length;
    }
  }

  private void remove(long sequence) {
    if (records.remove(sequence) instanceof OutboxRecord.Entry entry) {
      entries--;
      bytes -= entry.bytes().length;
    }
  }

  @Override
  public void close() {}
}
