package io.gistwire.server.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.index.Budget;
import io.gistwire.server.index.CaptionHit;
import io.gistwire.server.index.CaptionQuery;
import io.gistwire.server.index.CodeBatch;
import io.gistwire.server.index.CodeSample;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.index.GistIndex;
import io.gistwire.server.index.IndexEngine;
import io.gistwire.server.index.LayerMask;
import io.gistwire.server.index.NearestHits;
import io.gistwire.server.index.NearestMode;
import io.gistwire.server.index.NearestRequest;
import io.gistwire.server.index.PlainDecoding;
import io.gistwire.server.index.ScoredGist;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.Ledger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link GistIndex} does. Positions increase; no test assumes that they are dense. An
 * engine for English captions is opened.
 */
public abstract class GistIndexContract {
  private static final long WAIT_MILLIS = 60_000;
  private static final CodeFingerprint CODE = PlainDecoding.CODE;
  private static final int CODE_BYTES = 16;

  /** The index under test. */
  protected GistIndex index;

  private final PlainDecoding decoding = new PlainDecoding();
  private final Random random = new Random(11);
  private Ledger ledger;
  private GistWriter writer;
  private IndexEngine engine;
  private Captions captions;

  /** Opens the ledger that the index follows, over empty storage that no other test uses. */
  protected abstract Ledger openLedger() throws Exception;

  /** An engine, for English, over empty storage at first and then over what was written. */
  protected abstract IndexEngine openEngine() throws Exception;

  @BeforeEach
  void openAll() throws Exception {
    ledger = openLedger();
    writer = new GistWriter(ledger);
    openIndex();
  }

  private void openIndex() throws Exception {
    engine = openEngine();
    captions = new Captions(CODE, decoding, engine.openCaptions(CODE));
    index = engine.open(decoding, captions, ledger);
  }

  private void closeIndex() {
    index.close();
    captions.close();
  }

  @AfterEach
  void closeAll() {
    closeIndex();
    ledger.close();
  }

  private byte[] code() {
    byte[] code = new byte[CODE_BYTES];
    random.nextBytes(code);
    return code;
  }

  private GistKey put(String tenant, String source, Gist gist) {
    return writer.put(tenant, source, CODE, gist);
  }

  private GistKey put(byte[] code, String caption) {
    return put("acme", "cam", GistWriter.gist(code, caption, null, 1));
  }

  private void catchUp() throws InterruptedException {
    long last = ledger.log().lastPosition();
    assertTrue(index.awaitPosition(last, WAIT_MILLIS), "codes were not indexed in time");
    assertTrue(index.awaitCaptions(last, WAIT_MILLIS), "captions were not indexed in time");
  }

  /** The direction of a code: its own score is 1. */
  private float[] queryFor(byte[] code) {
    float[] query = decoding.quantizer().decode(code);
    float norm = decoding.quantizer().inverseNorm(code, 0, code.length);
    for (int j = 0; j < query.length; j++) {
      query[j] *= norm;
    }
    return query;
  }

  private NearestHits search(
      String tenant, byte[] code, GistFilter filter, int count, NearestMode mode) {
    NearestRequest request = new NearestRequest(queryFor(code), filter, count, mode, 0);
    return index.nearest(tenant, request, Budget.UNLIMITED);
  }

  private List<GistKey> nearest(String tenant, byte[] code, GistFilter filter, int count) {
    return search(tenant, code, filter, count, NearestMode.AUTO).hits().stream()
        .map(ScoredGist::key)
        .toList();
  }

  private List<GistKey> nearest(byte[] code) {
    return nearest("acme", code, GistFilter.ALL, 10);
  }

  private List<GistKey> captions(String tenant, CaptionQuery query, GistFilter filter, int count) {
    return index.captions(tenant, query, filter, count, Budget.UNLIMITED).stream()
        .map(CaptionHit::key)
        .toList();
  }

  private List<GistKey> captions(CaptionQuery query) {
    return captions("acme", query, GistFilter.ALL, 100);
  }

  private static CaptionQuery words(String... words) {
    return new CaptionQuery(List.of(words), List.of(), List.of());
  }

  private static CaptionQuery phrase(String phrase) {
    return new CaptionQuery(List.of(), List.of(phrase), List.of());
  }

  /** A code that a scan hands over, as text. */
  private Map<GistKey, String> scanned(String tenant, GistFilter filter) {
    Map<GistKey, String> seen = new HashMap<>();
    long count = index.scan(tenant, filter, Budget.UNLIMITED, batch -> addTo(seen, batch));
    assertEquals(seen.size(), count);
    return seen;
  }

  private static void addTo(Map<GistKey, String> seen, CodeBatch batch) {
    assertTrue(batch.count() >= 1 && batch.count() <= CodeBatch.CAPACITY, batch.count() + " codes");
    for (int i = 0; i < batch.count(); i++) {
      int from = i * batch.codeBytes();
      byte[] one = Arrays.copyOfRange(batch.codes(), from, from + batch.codeBytes());
      String before =
          seen.put(
              batch.key(i),
              Arrays.toString(one)
                  + batch.inverseNorms()[i]
                  + " "
                  + batch.capturedMillis(i)
                  + " "
                  + batch.receivedMillis(i)
                  + " "
                  + batch.position(i));
      assertEquals(null, before, "handed over twice");
    }
  }

  private String expected(GistKey key, byte[] code) {
    var held = ledger.find(key).orElseThrow();
    return Arrays.toString(code)
        + decoding.quantizer().inverseNorm(code, 0, code.length)
        + " "
        + held.capturedMillis()
        + " "
        + held.receivedMillis()
        + " "
        + held.position();
  }

  // What it sees, and when.

  @Test
  void every_acked_gist_is_seen_by_who_waits_for_its_position() throws Exception {
    assertEquals(CODE, index.fingerprint());
    for (int i = 0; i < 50; i++) {
      byte[] code = code();
      GistKey key = put(code, "number n" + i);
      catchUp();
      long position = ledger.find(key).orElseThrow().position();
      assertTrue(index.position() >= position);
      assertTrue(index.captionPosition() >= position);
      assertEquals(List.of(key), nearest("acme", code, GistFilter.ALL, 1));
      assertEquals(List.of(key), captions(words("n" + i)));
      assertEquals(0, index.captionsPending("acme", GistFilter.ALL));
    }
  }

  @Test
  void who_waits_for_what_does_not_come_is_told_so() throws Exception {
    put(code(), "a dog");
    catchUp();
    long beyond = ledger.log().lastPosition() + 1_000_000;
    assertFalse(index.awaitPosition(beyond, 20));
    assertFalse(index.awaitCaptions(beyond, 20));
  }

  @Test
  void one_tenant_never_sees_what_another_sent() throws Exception {
    byte[] code = code();
    GistKey ours = put("acme", "cam", GistWriter.gist(code, "a red bicycle", null, 1));
    GistKey theirs = put("other", "cam", GistWriter.gist(code, "a red bicycle", null, 1));
    catchUp();
    assertEquals(List.of(ours), nearest(code));
    assertEquals(List.of(theirs), nearest("other", code, GistFilter.ALL, 10));
    assertEquals(List.of(), nearest("nobody", code, GistFilter.ALL, 10));
    assertEquals(List.of(ours), captions(words("bicycle")));
    assertEquals(List.of(theirs), captions("other", words("bicycle"), GistFilter.ALL, 9));
    assertEquals(List.of(), captions("nobody", words("bicycle"), GistFilter.ALL, 9));
    assertEquals(Set.of(ours), scanned("acme", GistFilter.ALL).keySet());
    assertEquals(Set.of(), scanned("nobody", GistFilter.ALL).keySet());
  }

  @Test
  void gists_of_another_fingerprint_stay_outside() throws Exception {
    byte[] code = code();
    CodeFingerprint other = CodeFingerprint.parse("00000000c0de0002");
    writer.put("acme", "cam", other, GistWriter.gist(code, "a dog", null, 1));
    catchUp();
    assertEquals(List.of(), nearest(code));
    assertEquals(List.of(), captions(words("dog")));
    assertEquals(Map.of(), scanned("acme", GistFilter.ALL));
  }

  @Test
  void a_deleted_gist_is_found_no_more() throws Exception {
    byte[] code = code();
    GistKey key = put(code, "a dog");
    catchUp();
    writer.delete(key);
    catchUp();
    assertEquals(List.of(), nearest(code));
    assertEquals(List.of(), captions(words("dog")));
    assertEquals(Map.of(), scanned("acme", GistFilter.ALL));
    assertFalse(index.labels(key, ledger.log().lastPosition()).isPresent());
  }

  @Test
  void later_layers_change_what_is_found() throws Exception {
    byte[] code = code();
    GistKey key = put(Arrays.copyOf(code, 4), null);
    catchUp();
    writer.addLayer(key, LayerKind.LAYER_KIND_CAPTION, "two children play".getBytes());
    writer.addLayer(key, LayerKind.LAYER_KIND_EMBEDDING, code);
    writer.addLayer(key, LayerKind.LAYER_KIND_ATTRIBUTES, new byte[] {3});
    catchUp();
    assertEquals(List.of(key), captions(words("playing")));
    NearestHits found = search("acme", code, GistFilter.ALL, 5, NearestMode.SCAN);
    assertEquals(1, found.hits().size());
    assertEquals(1.0, found.hits().get(0).score(), 1e-3);
    assertEquals(Map.of(key, expected(key, code)), scanned("acme", GistFilter.ALL));
    assertEquals("[3]", labels(key));
  }

  private String labels(GistKey key) {
    return index
        .labels(key, ledger.find(key).orElseThrow().changedPosition())
        .map(Arrays::toString)
        .orElse("not told");
  }

  @Test
  void what_was_indexed_is_there_after_reopening() throws Exception {
    byte[] code = code();
    GistKey key = put(code, "a dog");
    GistKey deleted = put(code(), "a cat");
    catchUp();
    closeIndex();
    writer.delete(deleted);
    GistKey later = put(code(), "a zebra");
    openIndex();
    catchUp();
    assertEquals(key, nearest(code).get(0));
    assertEquals(List.of(key), captions(words("dog")));
    assertEquals(List.of(later), captions(words("zebra")));
    assertEquals(List.of(), captions(words("cat")));
    assertEquals(Set.of(key, later), scanned("acme", GistFilter.ALL).keySet());
    assertEquals(2, index.stats().gistCount());
  }

  // Codes.

  @Test
  void the_nearest_codes_are_those_that_score_highest() throws Exception {
    Map<GistKey, byte[]> all = new HashMap<>();
    List<Gist> gists = new ArrayList<>();
    List<byte[]> codes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      codes.add(i % 9 == 0 ? Arrays.copyOf(code(), 5) : code());
      gists.add(GistWriter.gist(codes.get(i), null, null, i + 1));
    }
    List<GistKey> keys = writer.putAll("acme", "cam", CODE, gists);
    for (int i = 0; i < 500; i++) {
      all.put(keys.get(i), codes.get(i));
    }
    catchUp();
    for (int i = 0; i < 10; i++) {
      byte[] wanted = code();
      NearestHits found = search("acme", wanted, GistFilter.ALL, 20, NearestMode.SCAN);
      List<Map.Entry<GistKey, Float>> exact = exact(all, queryFor(wanted));
      assertEquals(20, found.hits().size());
      for (int rank = 0; rank < 20; rank++) {
        ScoredGist hit = found.hits().get(rank);
        assertEquals(exact.get(rank).getValue(), hit.score(), 1e-4, "score at rank " + rank);
        assertEquals(ledger.find(hit.key()).orElseThrow().position(), hit.position());
      }
      assertNotEquals(NearestMode.AUTO, found.mode());
      assertTrue(found.scannedCount() >= 20);
    }
  }

  private List<Map.Entry<GistKey, Float>> exact(Map<GistKey, byte[]> all, float[] query) {
    Map<GistKey, Float> scores = new HashMap<>();
    all.forEach(
        (key, code) -> {
          float[] vector = decoding.quantizer().decode(code);
          double dot = 0;
          double squares = 0;
          for (int j = 0; j < vector.length; j++) {
            dot += (double) vector[j] * query[j];
            squares += (double) vector[j] * vector[j];
          }
          scores.put(key, (float) (dot / Math.sqrt(squares)));
        });
    return scores.entrySet().stream()
        .sorted(Map.Entry.<GistKey, Float>comparingByValue().reversed())
        .toList();
  }

  @Test
  void older_gists_come_first_among_equals() throws Exception {
    byte[] code = code();
    List<GistKey> same = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      put(code(), null);
      same.add(put(code, null));
    }
    catchUp();
    assertEquals(same, nearest("acme", code, GistFilter.ALL, 5));
  }

  @Test
  void a_search_of_any_mode_tells_what_was_done() throws Exception {
    byte[] code = code();
    GistKey key = put(code, null);
    catchUp();
    for (NearestMode mode : NearestMode.values()) {
      NearestHits found = search("acme", code, GistFilter.ALL, 5, mode);
      assertEquals(key, found.hits().get(0).key());
      assertNotEquals(NearestMode.AUTO, found.mode());
      assertTrue(found.scannedCount() >= 1);
    }
  }

  @Test
  void a_scan_hands_over_each_code_once_with_its_facts() throws Exception {
    Map<GistKey, byte[]> codes = new HashMap<>();
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      byte[] code = i % 7 == 0 ? Arrays.copyOf(code(), 4) : code();
      gists.add(GistWriter.gist(i % 10 == 0 ? null : code, "x", null, 1000 + i));
    }
    List<GistKey> keys = writer.putAll("acme", "cam", CODE, gists);
    for (int i = 0; i < 1000; i++) {
      if (i % 10 != 0) {
        codes.put(keys.get(i), gists.get(i).getLayers(0).getData().toByteArray());
      }
    }
    catchUp();
    Map<GistKey, String> expected = new HashMap<>();
    codes.forEach((key, code) -> expected.put(key, expected(key, code)));
    assertEquals(expected, scanned("acme", GistFilter.ALL));
  }

  @Test
  void work_ends_when_its_budget_does() throws Exception {
    for (int i = 0; i < 20; i++) {
      put(code(), "a dog");
    }
    catchUp();
    Budget spent =
        () -> {
          throw new CancellationException("the caller has ended the call");
        };
    NearestRequest request =
        new NearestRequest(queryFor(code()), GistFilter.ALL, 5, NearestMode.SCAN, 0);
    assertThrows(CancellationException.class, () -> index.nearest("acme", request, spent));
    assertThrows(
        CancellationException.class, () -> index.scan("acme", GistFilter.ALL, spent, batch -> {}));
  }

  // Filters.

  private GistFilter filter(int which, long value) {
    return new GistFilter(
        which == 0 ? Set.of("cam-" + value) : Set.of(),
        which == 1 ? value : Long.MIN_VALUE,
        which == 2 ? value : Long.MAX_VALUE,
        which == 3 ? value : Long.MIN_VALUE,
        which == 4 ? value : Long.MAX_VALUE,
        which == 5 ? List.of(2, (int) value) : List.of(),
        which == 6 ? List.of(7, (int) value) : List.of(),
        which == 7 ? List.of((int) value) : List.of(),
        which == 8 ? (int) value : 0,
        which == 9 ? value : Long.MAX_VALUE);
  }

  private void assertPasses(List<GistKey> all, List<Integer> expected, GistFilter filter) {
    Set<GistKey> wanted = new java.util.HashSet<>();
    expected.forEach(i -> wanted.add(all.get(i)));
    byte[] code = code();
    assertEquals(wanted, Set.copyOf(nearest("acme", code, filter, 100)), "nearest, " + filter);
    assertEquals(wanted, scanned("acme", filter).keySet(), "scan, " + filter);
    assertEquals(
        wanted, Set.copyOf(captions("acme", words("dog"), filter, 100)), "captions, " + filter);
  }

  @Test
  void a_filter_decides_alike_for_codes_and_captions() throws Exception {
    List<GistKey> all = new ArrayList<>();
    byte[][] labels = {null, {2, 5}, {2}, {5, 7}};
    for (int i = 0; i < 4; i++) {
      Gist gist = GistWriter.gist(code(), "a dog", labels[i], 1000 + 10 * i);
      all.add(put("acme", "cam-" + i % 2, gist));
    }
    catchUp();
    assertPasses(all, List.of(0, 1, 2, 3), GistFilter.ALL);
    assertPasses(all, List.of(1, 3), filter(0, 1));
    assertPasses(all, List.of(2, 3), filter(1, 1020));
    assertPasses(all, List.of(0, 1), filter(2, 1020));
    assertPasses(all, List.of(1), filter(5, 5));
    assertPasses(all, List.of(1, 3), filter(6, 5));
    assertPasses(all, List.of(0, 2), filter(7, 5));
    int attributes = LayerMask.of(List.of(LayerKind.LAYER_KIND_ATTRIBUTES));
    assertPasses(all, List.of(1, 2, 3), filter(8, attributes));
    long second = ledger.find(all.get(1)).orElseThrow().position();
    assertPasses(all, List.of(0, 1), filter(9, second));
    assertPasses(all, List.of(0, 1), GistFilter.ALL.through(second));
  }

  @Test
  void a_filter_of_receive_times_is_from_inclusive_to_exclusive() throws Exception {
    List<GistKey> all = new ArrayList<>();
    List<Long> received = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(put(code(), "a dog"));
      received.add(ledger.find(all.get(i)).orElseThrow().receivedMillis());
      Thread.sleep(5);
    }
    catchUp();
    assertPasses(all, List.of(1, 2), filter(3, received.get(1)));
    assertPasses(all, List.of(0), filter(4, received.get(1)));
  }

  // Captions.

  @Test
  void phrases_are_words_in_a_row_and_excluded_words_keep_gists_out() throws Exception {
    GistKey red = put(code(), "a red car beside a tree");
    GistKey green = put(code(), "a car beside a red barn");
    GistKey night = put(code(), "a red car at night");
    catchUp();
    assertEquals(
        List.of(red), captions(new CaptionQuery(List.of(), List.of("red car"), List.of("night"))));
    assertEquals(Set.of(red, night), Set.copyOf(captions(phrase("red car"))));
    assertEquals(3, captions(words("car")).size());
    assertEquals(List.of(green), captions(words("barn")));
    assertEquals(List.of(), captions(words("the")));
    assertEquals(List.of(), captions(words("zebra")));
  }

  @Test
  void captions_that_match_better_come_first_and_no_more_than_wanted() throws Exception {
    put(code(), "a man");
    GistKey both = put(code(), "a brown dog on a beach");
    put(code(), "a dog in a car");
    put(code(), "a dog in a house");
    catchUp();
    List<CaptionHit> hits =
        index.captions("acme", words("dog", "beach"), GistFilter.ALL, 2, Budget.UNLIMITED);
    assertEquals(2, hits.size());
    assertEquals(both, hits.get(0).key());
    assertTrue(hits.get(0).score() > hits.get(1).score());
    assertEquals(ledger.find(both).orElseThrow().position(), hits.get(0).position());
    assertFalse(hits.get(0).isImplied());
  }

  @Test
  void words_match_in_all_their_forms_and_are_told_as_the_query_has_them() throws Exception {
    GistKey key = put(code(), "two dogs are running on the beach");
    catchUp();
    assertEquals(List.of(key), captions(words("dog")));
    CaptionQuery query =
        new CaptionQuery(
            List.of("Dog", "run", "cat"), List.of("the beaches", "beach dog"), List.of());
    assertEquals(
        List.of("Dog", "run", "the beaches"),
        index.matchingWords(query, "two dogs are running on the beach"));
    assertEquals(engine.stems().of("dogs running"), engine.stems().of("the dog runs"));
    assertEquals(List.of(), engine.stems().of("the"));
  }

  // The rest.

  @Test
  void labels_are_those_of_the_last_change_or_not_told() throws Exception {
    GistKey key = put("acme", "cam", GistWriter.gist(code(), null, new byte[] {2, 5}, 1));
    GistKey none = put(code(), null);
    catchUp();
    long last = ledger.log().lastPosition();
    assertEquals("[2, 5]", Arrays.toString(index.labels(key, last).orElseThrow()));
    assertEquals(0, index.labels(none, last).orElseThrow().length);
    assertFalse(index.labels(key, last + 1_000_000).isPresent());
    assertFalse(index.labels(new GistKey(key.epoch(), 99), last).isPresent());
  }

  @Test
  void the_background_of_a_tenant_has_enough_codes_and_follows_what_it_sends() throws Exception {
    CodeSample empty = index.background("acme");
    assertEquals(0, empty.basedOn());
    assertTrue(empty.codes().size() >= 100, empty.codes().size() + " codes");
    assertEquals(empty.codes().size(), empty.inverseNorms().length);
    byte[] code = code();
    for (int i = 0; i < 20; i++) {
      put(code, null);
    }
    catchUp();
    CodeSample sample = index.background("acme");
    assertEquals(20, sample.basedOn());
    assertTrue(sample.codes().stream().anyMatch(one -> Arrays.equals(one, code)));
    int i = sample.codes().size() - 1;
    byte[] last = sample.codes().get(i);
    assertEquals(
        decoding.quantizer().inverseNorm(last, 0, last.length), sample.inverseNorms()[i], 1e-6);
    assertEquals(0, index.background("other").basedOn());
  }

  @Test
  void figures_count_gists_with_and_without_a_code() throws Exception {
    put(code(), null);
    put("other", "cam", GistWriter.gist(null, "a dog", null, 1));
    catchUp();
    assertEquals(2, index.stats().gistCount());
    assertEquals(0, index.stats().lagPositions());
    assertEquals(0, index.stats().captionLagPositions());
    assertTrue(index.stats().diskBytes() >= 0);
  }

  @Test
  void a_rebuild_serves_while_it_runs_and_ends_with_the_same_answers() throws Exception {
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      gists.add(GistWriter.gist(code(), i % 100 == 0 ? "dog " + i : null, null, i + 1));
    }
    List<GistKey> keys = writer.putAll("acme", "cam", CODE, gists);
    byte[] wanted = gists.get(5).getLayers(0).getData().toByteArray();
    catchUp();
    Map<GistKey, String> before = new TreeMap<>(Comparator.comparingLong(GistKey::sequence));
    before.putAll(scanned("acme", GistFilter.ALL));
    List<Long> reached = new ArrayList<>();
    index.rebuild(
        (position, goal, phase) -> {
          assertEquals(List.of(keys.get(5)), nearest("acme", wanted, GistFilter.ALL, 1));
          assertThrows(IllegalStateException.class, () -> index.rebuild((p, g, f) -> {}));
          reached.add(position);
        });
    assertEquals(ledger.log().lastPosition(), reached.get(reached.size() - 1));
    assertEquals(before, scanned("acme", GistFilter.ALL));
    assertEquals(30, captions(words("dog")).size());
    GistKey later = put(code(), "a zebra");
    catchUp();
    assertEquals(List.of(later), captions(words("zebra")));
  }

  @Test
  void a_rebuild_that_its_listener_ends_leaves_the_old_state_in_place() throws Exception {
    GistKey key = put(code(), "a dog");
    catchUp();
    assertThrows(
        CancellationException.class,
        () ->
            index.rebuild(
                (position, goal, phase) -> {
                  throw new CancellationException("the caller has ended the call");
                }));
    assertEquals(List.of(key), captions(words("dog")));
    assertEquals(Set.of(key), scanned("acme", GistFilter.ALL).keySet());
    index.rebuild((position, goal, phase) -> {});
    assertEquals(List.of(key), captions(words("dog")));
  }
}
