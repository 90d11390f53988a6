package io.gistwire.server.index.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.index.Budget;
import io.gistwire.server.index.CaptionHit;
import io.gistwire.server.index.CaptionQuery;
import io.gistwire.server.index.CodeSample;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.index.GistIndex;
import io.gistwire.server.index.LedgerInFolder;
import io.gistwire.server.index.NearestHits;
import io.gistwire.server.index.NearestMode;
import io.gistwire.server.index.NearestRequest;
import io.gistwire.server.index.PlainDecoding;
import io.gistwire.server.index.ScoredGist;
import io.gistwire.server.index.lucene.CaptionLanguage;
import io.gistwire.server.ledger.GistKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedGistIndexTest {
  private static final long LONG_MILLIS = 60_000;
  private static final CodeFingerprint CODE = PlainDecoding.CODE;
  private static final CaptionLanguage ENGLISH = CaptionLanguage.of("en");

  private final PlainDecoding decoding = new PlainDecoding();
  private final Random random = new Random(11);

  @TempDir Path folder;
  private LedgerInFolder ledger;
  private Captions captions;
  private EmbeddedGistIndex index;

  @BeforeEach
  void open() throws IOException {
    ledger = new LedgerInFolder(folder.resolve("data"));
    index = openIndex();
  }

  @AfterEach
  void close() throws IOException {
    index.close();
    captions.close();
    ledger.close();
  }

  private EmbeddedGistIndex openIndex() throws IOException {
    captions = decoding.captions(folder.resolve("index"));
    return EmbeddedGistIndex.open(
        decoding, captions, ledger.ledger(), ENGLISH, folder.resolve("index"));
  }

  private byte[] code() {
    byte[] code = new byte[16];
    random.nextBytes(code);
    return code;
  }

  private float[] queryFor(byte[] code) {
    float[] query = decoding.quantizer().decode(code);
    float norm = decoding.quantizer().inverseNorm(code, 0, code.length);
    for (int j = 0; j < query.length; j++) {
      query[j] *= norm;
    }
    return query;
  }

  private void catchUp(GistIndex toWait) throws InterruptedException {
    long last = ledger.ledger().log().lastPosition();
    assertTrue(toWait.awaitPosition(last, LONG_MILLIS));
    assertTrue(toWait.awaitCaptions(last, LONG_MILLIS));
  }

  private List<GistKey> nearest(String tenant, byte[] code, GistFilter filter) {
    NearestRequest request = new NearestRequest(queryFor(code), filter, 5, NearestMode.AUTO, 0);
    return index.nearest(tenant, request, Budget.UNLIMITED).hits().stream()
        .map(ScoredGist::key)
        .collect(Collectors.toList());
  }

  private List<GistKey> captions(String tenant, CaptionQuery query) {
    return index.captions(tenant, query, GistFilter.ALL, 10, Budget.UNLIMITED).stream()
        .map(CaptionHit::key)
        .collect(Collectors.toList());
  }

  private static CaptionQuery words(String... words) {
    return new CaptionQuery(List.of(words), List.of(), List.of());
  }

  private GistKey put(String tenant, byte[] code, String caption) {
    return ledger.put(tenant, "cam", CODE, LedgerInFolder.gist(code, caption, null, 1));
  }

  @Test
  void a_search_that_waits_for_the_log_sees_every_gist_that_is_on_disk() throws Exception {
    for (int i = 0; i < 200; i++) {
      byte[] code = code();
      GistKey key = put("acme", code, null);
      assertTrue(index.awaitPosition(ledger.ledger().log().lastPosition(), LONG_MILLIS));
      assertEquals(key, nearest("acme", code, GistFilter.ALL).get(0));
    }
  }

  @Test
  void one_tenant_never_sees_what_another_sent() throws Exception {
    byte[] code = code();
    GistKey ours = put("acme", code, "a red bicycle");
    GistKey theirs = put("umbrella", code, "a red bicycle");
    catchUp(index);
    assertEquals(List.of(ours), nearest("acme", code, GistFilter.ALL));
    assertEquals(List.of(theirs), nearest("umbrella", code, GistFilter.ALL));
    assertEquals(List.of(ours), captions("acme", words("bicycle")));
    assertEquals(List.of(theirs), captions("umbrella", words("bicycle")));
    assertEquals(List.of(), captions("nobody", words("bicycle")));
  }

  @Test
  void gists_of_another_fingerprint_stay_outside() throws Exception {
    byte[] code = code();
    CodeFingerprint other = CodeFingerprint.parse("00000000c0de0002");
    ledger.put("acme", "cam", other, LedgerInFolder.gist(code, "a dog", null, 1));
    catchUp(index);
    assertEquals(List.of(), nearest("acme", code, GistFilter.ALL));
    assertEquals(List.of(), captions("acme", words("dog")));
  }

  @Test
  void a_deleted_gist_is_found_no_more() throws Exception {
    byte[] code = code();
    GistKey key = put("acme", code, "a dog");
    catchUp(index);
    ledger.delete(key);
    catchUp(index);
    assertEquals(List.of(), nearest("acme", code, GistFilter.ALL));
    assertEquals(List.of(), captions("acme", words("dog")));
    assertFalse(captions.known(key).isPresent());
  }

  @Test
  void later_layers_change_what_is_found() throws Exception {
    byte[] code = code();
    GistKey key = put("acme", Arrays.copyOf(code, 4), null);
    ledger.addLayer(key, LayerKind.LAYER_KIND_CAPTION, "two children play".getBytes());
    ledger.addLayer(key, LayerKind.LAYER_KIND_EMBEDDING, code);
    catchUp(index);
    assertEquals(List.of(key), captions("acme", words("playing")));
    NearestRequest request =
        new NearestRequest(queryFor(code), GistFilter.ALL, 5, NearestMode.SCAN, 0);
    NearestHits found = index.nearest("acme", request, Budget.UNLIMITED);
    assertEquals(1, found.hits().size());
    assertEquals(1.0, found.hits().get(0).score(), 1e-3);
  }

  @Test
  void phrases_stand_together_and_excluded_words_keep_gists_out() throws Exception {
    GistKey red = put("acme", code(), "a red car beside a tree");
    GistKey green = put("acme", code(), "a car beside a red barn");
    GistKey night = put("acme", code(), "a red car at night");
    catchUp(index);
    CaptionQuery together = new CaptionQuery(List.of(), List.of("red car"), List.of("night"));
    assertEquals(List.of(red), captions("acme", together));
    assertEquals(3, captions("acme", words("car")).size());
    assertEquals(List.of(green), captions("acme", words("barn")));
    assertEquals(List.of(night), captions("acme", words("night")));
    assertEquals(List.of(), captions("acme", words("the")));
  }

  @Test
  void labels_are_those_of_the_last_change_or_not_told() throws Exception {
    GistKey key =
        ledger.put("acme", "cam", CODE, LedgerInFolder.gist(code(), null, new byte[] {2, 5}, 1));
    GistKey none = put("acme", code(), null);
    catchUp(index);
    long last = ledger.ledger().log().lastPosition();
    assertEquals("[2, 5]", Arrays.toString(index.labels(key, last).orElseThrow()));
    assertEquals(0, index.labels(none, last).orElseThrow().length);
    assertFalse(index.labels(key, last + 1).isPresent());
    assertFalse(index.labels(new GistKey(key.epoch(), 99), last).isPresent());
  }

  @Test
  void captions_outlive_a_restart_and_are_not_read_twice() throws Exception {
    GistKey key = put("acme", code(), "a dog");
    catchUp(index);
    long read = index.captionPosition();
    index.close();
    captions.close();
    index = openIndex();
    catchUp(index);
    assertTrue(index.captionPosition() >= read);
    assertEquals(List.of(key), captions("acme", words("dog")));
    assertEquals("a dog", captions.known(key).orElseThrow().text());
  }

  @Test
  void a_rebuild_serves_while_it_runs_and_ends_with_the_same_answers() throws Exception {
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      gists.add(LedgerInFolder.gist(code(), i % 100 == 0 ? "dog " + i : null, null, i));
    }
    List<GistKey> keys = ledger.putAll("acme", "cam", CODE, gists);
    byte[] wanted = gists.get(5).getLayers(0).getData().toByteArray();
    catchUp(index);
    List<Long> reached = new ArrayList<>();
    index.rebuild(
        (position, goal, phase) -> {
          assertEquals(keys.get(5), nearest("acme", wanted, GistFilter.ALL).get(0));
          reached.add(position);
        });
    assertEquals(ledger.ledger().log().lastPosition(), reached.get(reached.size() - 1));
    assertEquals(keys.get(5), nearest("acme", wanted, GistFilter.ALL).get(0));
    assertEquals(10, captions("acme", words("dog")).size());
    put("acme", code(), "a zebra");
    catchUp(index);
    assertEquals(1, captions("acme", words("zebra")).size());
  }

  @Test
  void a_rebuild_that_its_listener_ends_leaves_the_old_state_in_place() throws Exception {
    GistKey key = put("acme", code(), "a dog");
    catchUp(index);
    assertThrows(
        IllegalStateException.class,
        () ->
            index.rebuild(
                (position, goal, phase) -> {
                  throw new IllegalStateException("the caller has disconnected");
                }));
    assertEquals(List.of(key), captions("acme", words("dog")));
  }

  @Test
  void the_background_has_gists_of_the_tenant_and_enough_codes_to_stand_for_more() {
    CodeSample sample = index.background("nobody");
    assertEquals(1024, sample.codes().size());
    assertEquals(0, sample.basedOn());
  }

  private void reopen() throws IOException {
    index.close();
    captions.close();
    index = openIndex();
  }

  private List<Gist> putMany(int count) {
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String caption = i % 100 == 0 ? "dog " + i : null;
      byte[] labels = i % 3 == 0 ? new byte[] {2, 5} : null;
      gists.add(LedgerInFolder.gist(i % 51 == 0 ? null : code(), caption, labels, 1000 + i));
    }
    ledger.putAll("acme", "cam", CODE, gists);
    return gists;
  }

  /** Everything that the tables know, as scans and searches show it. */
  private List<String> contents(String tenant) {
    List<String> seen = new ArrayList<>();
    for (GistFilter filter : List.of(GistFilter.ALL, labelled())) {
      index.scan(
          tenant,
          filter,
          Budget.UNLIMITED,
          batch -> {
            for (int i = 0; i < batch.count(); i++) {
              int from = i * batch.codeBytes();
              byte[] one = Arrays.copyOfRange(batch.codes(), from, from + batch.codeBytes());
              seen.add(
                  filter.allLabels()
                      + batch.key(i).toName()
                      + Arrays.toString(one)
                      + batch.inverseNorms()[i]
                      + batch.capturedMillis(i)
                      + batch.receivedMillis(i)
                      + batch.position(i));
            }
          });
    }
    seen.sort(null);
    return seen;
  }

  private static GistFilter labelled() {
    return new GistFilter(
        java.util.Set.of(),
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        List.of(2, 5),
        List.of(),
        List.of(),
        0,
        Long.MAX_VALUE);
  }

  private Path snapshot() {
    return folder.resolve("index/tables.snapshot");
  }

  @Test
  void a_restart_from_a_snapshot_knows_what_the_log_states() throws Exception {
    putMany(3000);
    GistKey deleted = put("acme", code(), "a cat");
    GistKey grown = put("umbrella", Arrays.copyOf(code(), 4), null);
    catchUp(index);
    ledger.delete(deleted);
    catchUp(index);
    index.close();
    // What comes while the index is closed is read from the log.
    ledger.addLayer(grown, LayerKind.LAYER_KIND_EMBEDDING, code());
    put("acme", code(), "a zebra");
    captions.close();
    index = openIndex();
    catchUp(index);
    List<String> ours = contents("acme");
    List<String> theirs = contents("umbrella");
    long count = index.stats().gistCount();
    index.rebuild((position, goal, phase) -> {});
    assertEquals(contents("acme"), ours);
    assertEquals(contents("umbrella"), theirs);
    assertEquals(index.stats().gistCount(), count);
    assertEquals(3002, count);
  }

  @Test
  void a_snapshot_that_is_damaged_anywhere_is_left_aside() throws Exception {
    putMany(200);
    catchUp(index);
    reopen();
    catchUp(index);
    List<String> expected = contents("acme");
    index.close();
    byte[] good = Files.readAllBytes(snapshot());
    captions.close();
    for (int at = 0; at < good.length; at += Math.max(1, good.length / 40)) {
      byte[] bad = at % 2 == 0 ? Arrays.copyOf(good, at) : good.clone();
      if (at % 2 == 1) {
        bad[at] ^= 0x10;
      }
      Files.write(snapshot(), bad);
      index = openIndex();
      catchUp(index);
      assertEquals(expected, contents("acme"));
      index.close();
      captions.close();
    }
    index = openIndex();
  }

  @Test
  void what_belongs_to_another_history_is_built_again() throws Exception {
    putMany(300);
    catchUp(index);
    index.close();
    captions.close();
    ledger.close();
    ledger = new LedgerInFolder(folder.resolve("other"));
    byte[] code = code();
    List<Gist> others = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      others.add(LedgerInFolder.gist(i == 17 ? code : code(), "a zebra", null, i));
    }
    List<GistKey> keys = ledger.putAll("acme", "cam", CODE, others);
    index = openIndex();
    catchUp(index);
    assertEquals(400, index.stats().gistCount());
    assertEquals(keys.get(17), nearest("acme", code, GistFilter.ALL).get(0));
    assertEquals(List.of(), captions("acme", words("dog")));
    assertEquals(10, captions("acme", words("zebra")).size());
    assertEquals("a zebra", captions.known(keys.get(0)).orElseThrow().text());
  }

  @Test
  void an_index_ahead_of_a_ledger_that_was_restored_is_built_again() throws Exception {
    putMany(300);
    catchUp(index);
    index.close();
    captions.close();
    ledger.close();
    ledger = new LedgerInFolder(folder.resolve("restored"));
    GistKey key = put("acme", code(), "a zebra");
    index = openIndex();
    catchUp(index);
    assertEquals(1, index.stats().gistCount());
    assertEquals(List.of(key), captions("acme", words("zebra")));
    assertEquals(List.of(), captions("acme", words("dog")));
  }

  @Test
  void words_whose_files_are_damaged_are_indexed_again() throws Exception {
    putMany(300);
    catchUp(index);
    index.close();
    captions.close();
    Path words = folder.resolve("index/captions-1");
    Map<Path, byte[]> good = new TreeMap<>();
    try (Stream<Path> all = Files.list(words)) {
      for (Path file : all.collect(Collectors.toList())) {
        good.put(file, Files.readAllBytes(file));
      }
    }
    good.remove(words.resolve("write.lock"));
    for (Path damaged : good.keySet()) {
      for (boolean isMissing : new boolean[] {true, false}) {
        restore(words, good, damaged, isMissing);
        index = openIndex();
        catchUp(index);
        assertEquals(3, captions("acme", words("dog")).size(), "after damage in " + damaged);
        index.close();
        captions.close();
      }
    }
    index = openIndex();
  }

  private static void restore(Path at, Map<Path, byte[]> good, Path damaged, boolean isMissing)
      throws IOException {
    try (Stream<Path> all = Files.list(at)) {
      for (Path file : all.collect(Collectors.toList())) {
        Files.delete(file);
      }
    }
    for (Map.Entry<Path, byte[]> entry : good.entrySet()) {
      byte[] bytes = entry.getValue().clone();
      if (entry.getKey().equals(damaged)) {
        bytes[bytes.length / 2] ^= 0x55;
      }
      if (!entry.getKey().equals(damaged) || !isMissing) {
        Files.write(entry.getKey(), bytes);
      }
    }
  }
}
