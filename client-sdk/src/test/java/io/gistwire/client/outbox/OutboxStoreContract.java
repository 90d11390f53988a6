package io.gistwire.client.outbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CodeFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link OutboxStore} must do. Extend it, say how a store is opened, and whether closing
 * and opening again keeps what was in it.
 */
public abstract class OutboxStoreContract {
  private static final CodeFingerprint FINGERPRINT = CodeFingerprint.parse("0011223344556677");

  private OutboxStore store;

  /** Opens the store of this test; called again after a close when {@link #isDurable()}. */
  protected abstract OutboxStore open() throws OutboxException;

  /** Opens another store, which remembers so many photos. */
  protected abstract OutboxStore openBounded(int maxPhotos) throws OutboxException;

  /** Whether a store that is closed and opened again holds the same. */
  protected abstract boolean isDurable();

  @BeforeEach
  void openStore() throws OutboxException {
    store = open();
  }

  @AfterEach
  void closeStore() throws OutboxException {
    store.close();
  }

  @Test
  void sequences_are_dense_from_one() throws OutboxException {
    assertEquals(1, store.append(drafts(3, true)));
    assertEquals(4, store.append(drafts(2, true)));
    assertEquals(5, store.stats().lastSequence());
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), firsts(store.read(1, 100, 1 << 20)));
  }

  @Test
  void a_sequence_is_never_given_twice_even_when_all_is_trimmed() throws OutboxException {
    store.append(drafts(3, true));
    store.trim(3);
    reopen();
    assertEquals(4, store.append(drafts(1, true)));
  }

  @Test
  void the_epoch_is_not_zero_and_stays() throws OutboxException {
    long epoch = store.epoch();
    assertTrue(epoch != 0);
    reopen();
    assertEquals(epoch, store.epoch());
  }

  private static PhotoDigest photo(int number) {
    return PhotoDigest.of(new byte[] {(byte) number, (byte) (number >> 8)});
  }

  private static Draft ofPhoto(int number) {
    return new Draft(FINGERPRINT, new byte[3], true, photo(number));
  }

  @Test
  void photos_that_were_stored_are_known_over_trims_and_restarts() throws OutboxException {
    store.append(List.of(ofPhoto(1), new Draft(FINGERPRINT, new byte[3], true), ofPhoto(2)));
    store.append(List.of(ofPhoto(1)));
    store.trim(4);
    reopen();
    assertTrue(store.hasStored(photo(1)));
    assertTrue(store.hasStored(photo(2)));
    assertTrue(!store.hasStored(photo(3)));
  }

  @Test
  void photos_whose_gists_were_dropped_or_rejected_are_forgotten() throws OutboxException {
    store.append(List.of(ofPhoto(1), ofPhoto(2), ofPhoto(3)));
    store.drop(List.of(2L), SkipReason.DROPPED);
    store.reject(3, "INVALID_ARGUMENT", "no", 1);
    reopen();
    assertTrue(store.hasStored(photo(1)));
    assertTrue(!store.hasStored(photo(2)));
    assertTrue(!store.hasStored(photo(3)));
  }

  @Test
  void beyond_their_bound_the_oldest_photos_are_forgotten() throws OutboxException {
    OutboxStore bounded = openBounded(100);
    for (int i = 0; i < 1_000; i += 10) {
      List<Draft> drafts = new ArrayList<>();
      for (int j = i; j < i + 10; j++) {
        drafts.add(ofPhoto(j));
      }
      bounded.append(drafts);
    }
    int known = 0;
    for (int i = 0; i < 1_000; i++) {
      boolean isKnown = bounded.hasStored(photo(i));
      known += isKnown ? 1 : 0;
      assertTrue(isKnown || i < 950, "photo " + i);
    }
    assertTrue(known <= 100, known + " photos are known");
    bounded.close();
  }

  @Test
  void what_was_appended_returns_byte_for_byte() throws OutboxException {
    byte[] gist = {1, 2, 3, -1};
    store.append(
        List.of(new Draft(FINGERPRINT, gist, true), new Draft(FINGERPRINT, new byte[0], false)));
    reopen();
    OutboxRecord.Entry first = (OutboxRecord.Entry) store.read(1, 1, 100).get(0);
    OutboxRecord.Entry second = (OutboxRecord.Entry) store.read(2, 1, 100).get(0);
    assertArrayEquals(gist, first.bytes());
    assertEquals(FINGERPRINT, first.fingerprint());
    assertTrue(first.frozen());
    assertEquals(0, second.bytes().length);
    assertTrue(!second.frozen());
  }

  @Test
  void reading_stops_at_the_number_of_records_and_of_bytes() throws OutboxException {
    store.append(drafts(10, true));
    assertEquals(4, store.read(1, 4, 1 << 20).size());
    assertEquals(2, store.read(1, 100, 20).size());
    assertEquals(1, store.read(1, 100, 1).size(), "at least one, however large");
    assertEquals(0, store.read(11, 100, 100).size());
  }

  @Test
  void trimming_forgets_and_is_not_undone_by_a_restart() throws OutboxException {
    store.append(drafts(10, true));
    store.trim(6);
    assertEquals(List.of(7L, 8L), firsts(store.read(1, 2, 1000)));
    assertEquals(6, store.stats().trimmedThrough());
    assertEquals(4, store.stats().entries());
    assertEquals(40, store.stats().bytes());
    store.trim(3);
    assertEquals(6, store.stats().trimmedThrough(), "never falls");
    reopen();
    assertEquals(new OutboxStats(4, 40, 10, 6, 0, 0), store.stats());
  }

  @Test
  void trimming_beyond_the_last_sequence_ends_there() throws OutboxException {
    store.append(drafts(2, true));
    store.trim(100);
    assertEquals(2, store.stats().trimmedThrough());
    assertEquals(3, store.append(drafts(1, true)));
  }

  @Test
  void freezing_replaces_the_bytes_once() throws OutboxException {
    store.append(drafts(1, false));
    store.freeze(List.of(new Frozen(1, new byte[] {9}, new byte[] {7, 7})));
    reopen();
    OutboxRecord.Entry entry = (OutboxRecord.Entry) store.read(1, 1, 100).get(0);
    assertArrayEquals(new byte[] {9}, entry.bytes());
    assertTrue(entry.frozen());
    assertEquals(1, store.stats().bytes());
    assertArrayEquals(new byte[] {7, 7}, store.later(1).orElseThrow());
    assertThrows(
        OutboxException.class, () -> store.freeze(List.of(new Frozen(1, new byte[] {8}, null))));
    store.freeze(List.of(new Frozen(1, new byte[] {9}, null)));
  }

  @Test
  void freezing_what_was_removed_does_nothing() throws OutboxException {
    store.append(drafts(2, false));
    store.trim(1);
    store.freeze(List.of(new Frozen(2, new byte[] {1}, null), new Frozen(77, new byte[1], null)));
    assertEquals(1, store.stats().entries());
  }

  @Test
  void kept_layers_outlive_the_entry_until_forgotten() throws OutboxException {
    store.append(drafts(1, false));
    store.freeze(List.of(new Frozen(1, new byte[] {1}, new byte[5])));
    store.trim(1);
    reopen();
    assertEquals(5, store.stats().laterBytes());
    store.forgetLater(1);
    assertEquals(Optional.empty(), store.later(1));
    assertEquals(0, store.stats().laterBytes());
    store.forgetLater(1);
  }

  @Test
  void kept_layers_are_bounded_by_forgetting_the_oldest() throws OutboxException {
    store.append(drafts(3, false));
    for (long sequence = 1; sequence <= 3; sequence++) {
      store.freeze(List.of(new Frozen(sequence, new byte[] {1}, new byte[10])));
    }
    store.boundLater(25);
    reopen();
    assertEquals(Optional.empty(), store.later(1));
    assertEquals(20, store.stats().laterBytes());
    store.boundLater(0);
    assertEquals(0, store.stats().laterBytes());
  }

  @Test
  void dropped_sequences_become_one_skip_where_they_touch() throws OutboxException {
    store.append(drafts(10, true));
    store.drop(List.of(3L, 5L), SkipReason.DROPPED);
    store.drop(List.of(4L, 8L), SkipReason.DROPPED);
    store.drop(List.of(6L), SkipReason.THINNED);
    reopen();
    assertEquals(
        List.of(
            "1", "2", "skip 3-5 DROPPED", "skip 6-6 THINNED", "7", "skip 8-8 DROPPED", "9", "10"),
        texts(store.read(1, 100, 1000)));
    assertEquals(5, store.stats().entries());
    assertEquals(List.of("skip 4-5 DROPPED"), texts(store.read(4, 1, 1000)));
  }

  @Test
  void skips_are_trimmed_and_cut() throws OutboxException {
    store.append(drafts(6, true));
    store.drop(List.of(2L, 3L, 4L), SkipReason.THINNED);
    store.trim(3);
    reopen();
    assertEquals(List.of("skip 4-4 THINNED", "5", "6"), texts(store.read(1, 100, 1000)));
  }

  @Test
  void dropping_what_is_no_entry_does_nothing() throws OutboxException {
    store.append(drafts(3, true));
    store.trim(1);
    store.drop(List.of(1L, 99L), SkipReason.DROPPED);
    assertEquals(List.of("2", "3"), texts(store.read(1, 100, 1000)));
  }

  @Test
  void a_rejected_gist_is_a_dead_letter_until_forgotten() throws OutboxException {
    store.append(drafts(2, true));
    store.reject(2, "INVALID_ARGUMENT", "bad layer", 1234);
    store.reject(2, "INTERNAL", "again", 9999);
    store.trim(2);
    store.reject(1, "INTERNAL", "already trimmed", 5);
    reopen();
    List<DeadLetter> letters = store.deadLetters(10);
    assertEquals(2, letters.size());
    assertEquals(0, letters.get(0).bytes().length);
    assertEquals("bad layer", letters.get(1).reason());
    assertEquals(10, letters.get(1).bytes().length);
    assertEquals(1234, letters.get(1).rejectedAtMillis());
    assertEquals(1, store.deadLetters(1).size());
    store.forgetDeadLetter(1);
    store.forgetDeadLetter(1);
    assertEquals(1, store.stats().deadLetters());
  }

  /** Oracle: a sorted map of what is at each sequence, over random operations. */
  @Test
  void random_operations_leave_what_a_plain_map_holds() throws OutboxException {
    Random random = new Random(7);
    TreeMap<Long, String> oracle = new TreeMap<>();
    long last = 0;
    long trimmed = 0;
    for (int step = 0; step < 400; step++) {
      int what = random.nextInt(10);
      if (what < 4) {
        int n = 1 + random.nextInt(5);
        store.append(drafts(n, true));
        for (int i = 0; i < n; i++) {
          oracle.put(++last, "gist");
        }
      } else if (what < 7 && last > 0) {
        long victim = 1 + random.nextInt((int) last);
        SkipReason reason = random.nextBoolean() ? SkipReason.DROPPED : SkipReason.THINNED;
        store.drop(List.of(victim), reason);
        oracle.replace(victim, "gist", reason.name());
      } else if (what < 9) {
        trimmed = Math.max(trimmed, Math.min(last, trimmed + random.nextInt(4)));
        store.trim(trimmed);
        oracle.headMap(trimmed, true).clear();
      } else {
        reopen();
      }
      assertEquals(oracle, expand(store.read(1, 10_000, 1 << 20)), "after step " + step);
    }
  }

  @Test
  void closing_twice_does_nothing_and_use_after_it_fails_when_durable() throws OutboxException {
    store.close();
    store.close();
    if (isDurable()) {
      assertThrows(OutboxException.class, () -> store.append(drafts(1, true)));
    }
  }

  private void reopen() throws OutboxException {
    if (isDurable()) {
      store.close();
      store = open();
    }
  }

  private static TreeMap<Long, String> expand(List<OutboxRecord> records) {
    TreeMap<Long, String> map = new TreeMap<>();
    for (OutboxRecord record : records) {
      for (long s = record.first(); s <= record.last(); s++) {
        map.put(s, record instanceof OutboxRecord.Skip skip ? skip.reason().name() : "gist");
      }
    }
    return map;
  }

  private static List<String> texts(List<OutboxRecord> records) {
    List<String> texts = new ArrayList<>();
    for (OutboxRecord r : records) {
      texts.add(
          r instanceof OutboxRecord.Skip skip
              ? "skip " + skip.first() + "-" + skip.last() + " " + skip.reason()
              : "" + r.first());
    }
    return texts;
  }

  private static List<Long> firsts(List<OutboxRecord> records) {
    List<Long> firsts = new ArrayList<>();
    for (OutboxRecord record : records) {
      firsts.add(record.first());
    }
    return firsts;
  }

  private static List<Draft> drafts(int count, boolean frozen) {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drafts.add(new Draft(FINGERPRINT, new byte[10], frozen));
    }
    return drafts;
  }
}
