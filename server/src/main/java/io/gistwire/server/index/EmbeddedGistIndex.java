package io.gistwire.server.index;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.follow.LogFollower;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.store.AlreadyClosedException;

/** The index of a single server: codes in memory, captions in Lucene. */
public final class EmbeddedGistIndex implements GistIndex {
  private static final long PROGRESS_MILLIS = 250;
  private static final double REDRAW_GROWTH = 1.1;

  private final GistDecoding decoding;
  private final Captions captions;
  private final Ledger ledger;
  private final Analyzer analyzer;
  private final IndexFolder folder;
  private final Sampler sampler;
  private final Map<String, CodeSample> samples = new ConcurrentHashMap<>();
  private final AtomicBoolean rebuilding = new AtomicBoolean();
  private volatile IndexGeneration generation;

  private EmbeddedGistIndex(
      GistDecoding decoding,
      Captions captions,
      Ledger ledger,
      Analyzer analyzer,
      IndexFolder folder)
      throws IOException {
    this.decoding = decoding;
    this.captions = captions;
    this.ledger = ledger;
    this.analyzer = analyzer;
    this.folder = folder;
    this.sampler = new Sampler(decoding.quantizer());
    this.generation = open(folder.current(), false);
  }

  private IndexGeneration open(Path path, boolean isRebuild) throws IOException {
    CaptionIndex words = CaptionIndex.open(path, analyzer);
    return IndexGeneration.open(
        decoding, captions, ledger, words, folder.path(), () -> !rebuilding.get(), isRebuild);
  }

  /**
   * Opens the index of one fingerprint and starts to follow the log.
   *
   * @param captions the reader of its gists' captions; outlives the index
   * @param path a folder of its own, made where it is missing
   */
  public static EmbeddedGistIndex open(
      GistDecoding decoding, Captions captions, Ledger ledger, Analyzer analyzer, Path path)
      throws IOException {
    return new EmbeddedGistIndex(decoding, captions, ledger, analyzer, IndexFolder.open(path));
  }

  @Override
  public CodeFingerprint fingerprint() {
    return decoding.fingerprint();
  }

  @Override
  public long position() {
    return generation.tableThread().position();
  }

  @Override
  public long captionPosition() {
    return generation.captionThread().position();
  }

  @Override
  public boolean awaitPosition(long position, long timeoutMillis) throws InterruptedException {
    return generation.tableThread().await(position, timeoutMillis);
  }

  @Override
  public boolean awaitCaptions(long position, long timeoutMillis) throws InterruptedException {
    return generation.captionThread().await(position, timeoutMillis);
  }

  @Override
  public NearestHits nearest(String tenant, NearestRequest request, Budget budget) {
    GistTable table = generation.tables().table(tenant);
    return new NearestSearch(table, decoding.quantizer(), request, budget).run();
  }

  @Override
  public long scan(String tenant, GistFilter filter, Budget budget, Consumer<CodeBatch> to) {
    return new TableScan(generation.tables().table(tenant), filter, budget, to).run();
  }

  @Override
  public List<CaptionHit> captions(
      String tenant, CaptionQuery query, GistFilter filter, int count, Budget budget) {
    try {
      return asking(
          now -> {
            GistTable table = now.tables().table(tenant);
            return new CaptionSearch(tenant, table, filter, count, budget)
                .run(now.captions(), query);
          });
    } catch (IOException e) {
      throw new UncheckedIOException("searching captions", e);
    }
  }

  /** Something asked of a generation. */
  private interface Question<T> {
    T of(IndexGeneration generation) throws IOException;
  }

  /** Asks the generation in use; once more when a rebuild took its place meanwhile. */
  private <T> T asking(Question<T> question) throws IOException {
    IndexGeneration now = generation;
    try {
      return question.of(now);
    } catch (AlreadyClosedException | IOException e) {
      if (generation == now) {
        throw e;
      }
      return question.of(generation);
    }
  }

  @Override
  public long captionsPending(String tenant, GistFilter filter) {
    IndexGeneration now = generation;
    long known = now.captionThread().position();
    if (known >= ledger.log().lastPosition()) {
      return 0;
    }
    return new RowFilter(now.tables().table(tenant), filter).countAfter(known);
  }

  @Override
  public List<String> matchingWords(CaptionQuery query, String caption) {
    return WordMatches.of(analyzer, query, caption);
  }

  @Override
  public Optional<int[]> labels(GistKey key, long position) {
    IndexGeneration now = generation;
    return now.tableThread().position() < position
        ? Optional.empty()
        : now.tables().table(key.epoch().source().tenant()).labels(key);
  }

  @Override
  public CodeSample background(String tenant) {
    GistTable table = generation.tables().table(tenant);
    CodeSample known = samples.get(tenant);
    long live = table.columns().live();
    if (known != null
        && live <= known.basedOn() * REDRAW_GROWTH + 1
        && live >= known.basedOn() / REDRAW_GROWTH - 1) {
      return known;
    }
    CodeSample drawn = sampler.draw(table);
    samples.put(tenant, drawn);
    return drawn;
  }

  @Override
  public IndexStats stats() {
    try {
      return asking(
          now ->
              new IndexStats(
                  now.tables().gistCount(),
                  now.tableThread().lag(),
                  now.captionThread().lag(),
                  now.captions().diskBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("looking at the index's files", e);
    }
  }

  @Override
  public void rebuild(RebuildListener listener) throws InterruptedException {
    if (!rebuilding.compareAndSet(false, true)) {
      throw new IllegalStateException("a rebuild of index " + fingerprint() + " is under way");
    }
    try {
      swap(build(listener));
    } catch (IOException e) {
      throw new UncheckedIOException("rebuilding index " + fingerprint(), e);
    } finally {
      rebuilding.set(false);
    }
  }

  private record Built(IndexGeneration generation, Path path) {}

  private Built build(RebuildListener listener) throws IOException, InterruptedException {
    Path path = folder.next();
    IndexGeneration next = open(path, true);
    try {
      long goal = ledger.log().lastPosition();
      follow(next.tableThread(), goal, "codes", listener);
      follow(next.captionThread(), goal, "captions", listener);
      return new Built(next, path);
    } catch (InterruptedException | RuntimeException e) {
      next.discard();
      folder.removeAllBut(folder.current());
      throw e;
    }
  }

  private static void follow(LogFollower thread, long goal, String phase, RebuildListener listener)
      throws InterruptedException {
    do {
      listener.reached(Math.min(thread.position(), goal), goal, phase);
    } while (!thread.await(goal, PROGRESS_MILLIS));
    listener.reached(goal, goal, phase);
  }

  private void swap(Built built) throws IOException {
    IndexGeneration old = generation;
    folder.use(built.path());
    generation = built.generation();
    samples.clear();
    old.discard();
    folder.removeAllBut(built.path());
  }

  @Override
  public void close() {
    generation.close();
  }
}
