package io.gistwire.server.captions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.Layer;
import io.gistwire.proto.v1.CaptionOrigin;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.captions.sqlite.SqliteCaptionStore;
import io.gistwire.server.index.Budget;
import io.gistwire.server.index.CaptionQuery;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.index.LedgerInFolder;
import io.gistwire.server.index.PlainDecoding;
import io.gistwire.server.index.embedded.EmbeddedGistIndex;
import io.gistwire.server.index.lucene.CaptionLanguage;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captions of a real ledger and a real index, read by a decoding that counts. */
class CaptionsTest {
  private static final long LONG_MILLIS = 60_000;

  /** Captions are UTF-8; a code of the bytes 1, 2 is inferred to "inferred 1 by VERSION". */
  private static final class Counting implements CaptionDecoding, CaptionInference {
    private final PlainDecoding plain = new PlainDecoding();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile String version = "1.0.0";
    private volatile boolean needsEmptyLayer;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public String decoded(Gist gist) {
      reads.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return plain.decoded(gist);
    }

    @Override
    public CaptionInference inference() {
      return this;
    }

    @Override
    public String packVersion() {
      return version;
    }

    @Override
    public boolean needsEmptyLayer() {
      return needsEmptyLayer;
    }

    @Override
    public Optional<Inferred> infer(Layer embedding, Optional<Layer> attributes) {
      reads.incrementAndGet();
      int first = embedding.toByteArray()[0];
      return first == 0
          ? Optional.empty()
          : Optional.of(new Inferred("inferred " + first + " by " + version, 0.5f));
    }
  }

  private final Counting decoding = new Counting();

  @TempDir Path folder;
  private LedgerInFolder ledger;
  private Captions captions;
  private EmbeddedGistIndex index;

  @BeforeEach
  void open() throws IOException {
    ledger = new LedgerInFolder(folder.resolve("data"));
    openIndex();
  }

  @AfterEach
  void close() throws IOException {
    closeIndex();
    ledger.close();
  }

  private void openIndex() throws IOException {
    captions =
        new Captions(
            PlainDecoding.CODE, decoding, SqliteCaptionStore.open(folder.resolve("index")));
    index =
        EmbeddedGistIndex.open(
            new PlainDecoding(),
            captions,
            ledger.ledger(),
            CaptionLanguage.of("plain"),
            folder.resolve("index"));
  }

  private void closeIndex() {
    index.close();
    captions.close();
  }

  private List<GistKey> put(int count, String caption) {
    List<Gist> gists = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      String text = caption == null ? null : caption + " " + i;
      gists.add(LedgerInFolder.gist(new byte[] {(byte) (i % 100 + 1), 2}, text, null, i));
    }
    return ledger.putAll("acme", "cam", PlainDecoding.CODE, gists);
  }

  private void catchUp() throws InterruptedException {
    assertTrue(index.awaitCaptions(ledger.ledger().log().lastPosition(), LONG_MILLIS));
  }

  private HeldGist held(GistKey key) {
    return ledger.ledger().find(key).orElseThrow();
  }

  private List<GistKey> find(String word) {
    CaptionQuery query = new CaptionQuery(List.of(word), List.of(), List.of());
    return index.captions("acme", query, GistFilter.ALL, 1000, Budget.UNLIMITED).stream()
        .map(hit -> hit.key())
        .toList();
  }

  /** Waits for what is done in the background. */
  private void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
    long deadline = System.currentTimeMillis() + LONG_MILLIS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.currentTimeMillis() < deadline, "the background did not come to it");
      Thread.sleep(10);
    }
  }

  @Test
  void a_caption_that_was_sent_wins_and_without_one_the_pack_infers_it() throws Exception {
    GistKey sent = put(1, "dog").get(0);
    GistKey silent = put(1, null).get(0);
    catchUp();
    assertEquals(Caption.sent("dog 1"), captions.known(held(sent)).orElseThrow());
    assertEquals(
        Caption.inferred("inferred 2 by 1.0.0", 0.5f, "1.0.0"),
        captions.known(held(silent)).orElseThrow());
    assertEquals(List.of(silent), find("inferred"));
    assertEquals(CaptionOrigin.CAPTION_ORIGIN_INFERRED, captions.shown(held(silent)).origin());
  }

  @Test
  void a_pack_that_infers_only_where_a_layer_requests_it_leaves_other_gists_without()
      throws Exception {
    decoding.needsEmptyLayer = true;
    GistKey asked = put(1, null).get(0);
    ledger.addLayer(asked, LayerKind.LAYER_KIND_CAPTION, new byte[0]);
    GistKey silent = put(1, null).get(0);
    catchUp();
    assertTrue(captions.shown(held(asked)).isPresent());
    assertFalse(captions.shown(held(silent)).isPresent());
  }

  @Test
  void lists_restarts_and_rebuilds_read_no_caption_again() throws Exception {
    List<GistKey> keys = put(300, "dog");
    keys.addAll(put(300, null));
    ledger.addLayer(keys.get(0), LayerKind.LAYER_KIND_ATTRIBUTES, new byte[] {1});
    ledger.addLayer(keys.get(300), LayerKind.LAYER_KIND_ATTRIBUTES, new byte[] {1});
    catchUp();
    int read = decoding.reads.get();
    assertTrue(read >= 600 && read <= 601, read + " reads of 600 captions, one of which changed");
    keys.forEach(key -> assertTrue(captions.shown(held(key)).isPresent()));
    closeIndex();
    openIndex();
    catchUp();
    keys.forEach(key -> assertTrue(captions.shown(held(key)).isPresent()));
    index.rebuild((position, goal, phase) -> {});
    assertEquals(300, find("dog").size());
    assertEquals(read, decoding.reads.get());
  }

  @Test
  void a_store_that_was_lost_is_filled_again_in_the_background() throws Exception {
    put(50, "dog");
    catchUp();
    closeIndex();
    Files.delete(folder.resolve("index/captions.db"));
    openIndex();
    await(() -> decoding.reads.get() == 100 && find("dog").size() == 50);
  }

  @Test
  void another_pack_version_infers_again_in_the_background_and_leaves_sent_captions_alone()
      throws Exception {
    GistKey sent = put(1, "dog").get(0);
    List<GistKey> silent = put(400, null);
    catchUp();
    closeIndex();
    decoding.version = "2.0.0";
    int read = decoding.reads.get();
    openIndex();
    GistKey last = silent.get(silent.size() - 1);
    assertTrue(captions.shown(held(last)).isPresent());
    await(() -> captions.known(held(last)).orElseThrow().packVersion().equals("2.0.0"));
    await(() -> find("2.0.0").size() == 400);
    assertEquals(0, find("1.0.0").size());
    assertEquals(Caption.sent("dog 1"), captions.known(held(sent)).orElseThrow());
    assertEquals(read + 400, decoding.reads.get());
  }

  @Test
  void a_deleted_gists_caption_leaves_the_store_with_it() throws Exception {
    List<GistKey> keys = put(3, "dog");
    catchUp();
    ledger.delete(keys.get(1));
    catchUp();
    assertEquals(Optional.empty(), captions.known(keys.get(1)));
    assertEquals(2, find("dog").size());
  }

  @Test
  void captions_of_gists_that_this_ledger_does_not_hold_are_dropped_by_a_rebuild()
      throws Exception {
    GistKey held = put(1, "dog").get(0);
    catchUp();
    GistKey other = new GistKey(held.epoch(), 77);
    captions.store().put(other, new CaptionStore.Entry(5, Caption.sent("of another ledger")));
    captions.flush();
    index.rebuild((position, goal, phase) -> {});
    await(() -> captions.known(other).isEmpty());
    assertTrue(captions.known(held).isPresent());
  }

  @Test
  void an_entry_made_from_other_layers_is_not_shown() throws Exception {
    GistKey key = put(1, "dog").get(0);
    catchUp();
    captions.store().put(key, new CaptionStore.Entry(5, Caption.sent("of another ledger")));
    assertEquals("dog 1", captions.shown(held(key)).text());
  }

  @Test
  void what_is_not_read_yet_is_counted_for_the_tenant_and_the_filter() throws Exception {
    put(5, "dog");
    catchUp();
    assertEquals(0, index.captionsPending("acme", GistFilter.ALL));
    decoding.gate = new CountDownLatch(1);
    put(7, "cat");
    assertTrue(index.awaitPosition(ledger.ledger().log().lastPosition(), LONG_MILLIS));
    assertEquals(7, index.captionsPending("acme", GistFilter.ALL));
    assertEquals(0, index.captionsPending("nobody", GistFilter.ALL));
    decoding.gate.countDown();
    catchUp();
    assertEquals(0, index.captionsPending("acme", GistFilter.ALL));
  }
}
