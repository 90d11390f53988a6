package io.gistwire.server.captions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every engine of captions does. */
public abstract class CaptionStoreContract {
  private static final Caption DOG = Caption.sent("a dog on a beach");
  private static final Caption CAT = Caption.inferred("a cat", 0.25f, "1.2.3");

  @TempDir protected Path folder;
  protected CaptionStore store;

  /** Opens the store of a folder, or opens it again. */
  protected abstract CaptionStore open(Path folder) throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = open(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  protected static GistKey key(String tenant, String source, long epoch, long sequence) {
    return new GistKey(new EpochKey(new SourceKey(tenant, source), epoch), sequence);
  }

  private Optional<Caption> caption(GistKey key) {
    return store.find(key).map(CaptionStore.Entry::caption);
  }

  private void reopen() throws Exception {
    store.flush();
    store.close();
    store = open(folder);
  }

  @Test
  void a_caption_is_there_at_once_and_after_a_restart() throws Exception {
    GistKey key = key("acme", "cam", -5, 7);
    store.put(key, new CaptionStore.Entry(-1, CAT));
    assertEquals(Optional.of(new CaptionStore.Entry(-1, CAT)), store.find(key));
    reopen();
    assertEquals(Optional.of(new CaptionStore.Entry(-1, CAT)), store.find(key));
    store.put(key, new CaptionStore.Entry(2, DOG));
    assertEquals(Optional.of(DOG), caption(key));
    reopen();
    assertEquals(Optional.of(new CaptionStore.Entry(2, DOG)), store.find(key));
  }

  @Test
  void what_was_deleted_is_there_no_more() throws Exception {
    GistKey onDisk = key("acme", "cam", 1, 1);
    GistKey fresh = key("acme", "cam", 1, 2);
    store.put(onDisk, new CaptionStore.Entry(1, DOG));
    store.flush();
    store.put(fresh, new CaptionStore.Entry(1, DOG));
    store.delete(onDisk);
    store.delete(fresh);
    assertEquals(Optional.empty(), caption(onDisk));
    assertEquals(Optional.empty(), caption(fresh));
    reopen();
    assertEquals(Optional.empty(), caption(onDisk));
    assertEquals(Optional.empty(), caption(fresh));
  }

  @Test
  void every_part_of_the_key_counts() throws Exception {
    List<GistKey> keys =
        List.of(
            key("acme", "cam", 1, 1),
            key("acme", "cam", 1, 2),
            key("acme", "cam", 2, 1),
            key("acme", "cam.2", 1, 1),
            key("acm", "ecam", 1, 1),
            key("umbrella", "cam", 1, 1));
    for (int i = 0; i < keys.size(); i++) {
      store.put(keys.get(i), new CaptionStore.Entry(i, Caption.sent("caption " + i)));
    }
    reopen();
    for (int i = 0; i < keys.size(); i++) {
      assertEquals(Optional.of(Caption.sent("caption " + i)), caption(keys.get(i)));
    }
  }

  @Test
  void many_are_found_at_once_whether_they_are_on_disk_or_not() {
    List<GistKey> keys = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      keys.add(key("acme", "cam", 1, i));
      store.put(keys.get(i - 1), new CaptionStore.Entry(i, DOG));
      if (i == 10) {
        store.flush();
      }
    }
    store.delete(keys.get(3));
    store.delete(keys.get(15));
    assertEquals(18, store.findAll(keys).size());
    assertEquals(7, store.findAll(keys).get(keys.get(6)).digest());
    assertEquals(17, store.findAll(keys).get(keys.get(16)).digest());
    assertEquals(0, store.findAll(List.of()).size());
  }

  @Test
  void keys_are_read_in_parts_each_once() throws Exception {
    int count = 2500;
    for (int i = 1; i <= count; i++) {
      store.put(key("acme", "cam" + i % 3, i % 7, i), new CaptionStore.Entry(i, DOG));
    }
    store.flush();
    List<GistKey> seen = new ArrayList<>();
    List<GistKey> part = store.keys(Optional.empty(), 100);
    while (!part.isEmpty()) {
      seen.addAll(part);
      part = store.keys(Optional.of(part.get(part.size() - 1)), 100);
    }
    assertEquals(count, seen.size());
    assertEquals(count, seen.stream().collect(Collectors.toSet()).size());
    assertTrue(seen.containsAll(Set.of(key("acme", "cam1", 1, 1), key("acme", "cam0", 0, 2499))));
  }

  @Test
  void texts_of_every_script_and_none_are_kept() throws Exception {
    GistKey greek = key("acme", "cam", 1, 1);
    GistKey none = key("acme", "cam", 1, 2);
    store.put(greek, new CaptionStore.Entry(1, Caption.sent("σκύλος 犬 🐕 it's \"quoted\"")));
    store.put(none, new CaptionStore.Entry(2, Caption.none("2.0.0")));
    reopen();
    assertEquals("σκύλος 犬 🐕 it's \"quoted\"", caption(greek).orElseThrow().text());
    assertEquals(Caption.none("2.0.0"), caption(none).orElseThrow());
  }

  @Test
  void progress_outlives_a_restart() throws Exception {
    assertEquals(Optional.empty(), store.progress());
    CaptionStore.Progress progress = new CaptionStore.Progress("1.0.0", 1234, false);
    store.setProgress(progress);
    reopen();
    assertEquals(Optional.of(progress), store.progress());
  }
}
