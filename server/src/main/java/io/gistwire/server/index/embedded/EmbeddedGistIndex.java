package io.gistwire.server.index.embedded;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.follow.LogFollower;
import io.gistwire.server.index.Budget;
import io.gistwire.server.index.CaptionHit;
import io.gistwire.server.index.CaptionQuery;
import io.gistwire.server.index.CodeBatch;
import io.gistwire.server.index.CodeSample;
import io.gistwire.server.index.GistDecoding;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.index.GistIndex;
import io.gistwire.server.index.IndexStats;
import io.gistwire.server.index.NearestHits;
import io.gistwire.server.index.NearestRequest;
import io.gistwire.server.index.RebuildListener;
import io.gistwire.server.index.lucene.CaptionIndex;
import io.gistwire.server.index.lucene.CaptionLanguage;
import io.gistwire.server.index.memory.CodeTables;
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
import org.apache.lucene.store.AlreadyClosedException;

/** The index of a single server: codes in memory, captions in Lucene. */
public final class EmbeddedGistIndex implements GistIndex {
  private static final long PROGRESS_MILLIS = 250;
  private static final double REDRAW_GROWTH = 1.1;

  private final GistDecoding decoding;
  private final Captions captions;
  private final Ledger ledger;
  private final CaptionLanguage language;
  private final IndexFolder folder;
  private final Map<String, CodeSample> samples = new ConcurrentHashMap<>();
  private final AtomicBoolean rebuilding = new AtomicBoolean();
  private volatile IndexGeneration generation;

  private EmbeddedGistIndex(
      GistDecoding decoding,
      Captions captions,
      Ledger ledger,
      CaptionLanguage language,
      IndexFolder folder)
      throws IOException {
    this.decoding = decoding;
    this.captions = captions;
    this.ledger = ledger;
    this.language = language;
    this.folder = folder;
    this.generation = open(folder.current(), false);
  }

  private IndexGeneration open(Path path, boolean isRebuild) throws IOException {
    CaptionIndex words = CaptionIndex.open(path, language);
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
      GistDecoding decoding, Captions captions, Ledger ledger, CaptionLanguage language, Path path)
      throws IOException {
    return new EmbeddedGistIndex(decoding, captions, ledger, language, IndexFolder.open(path));
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
    return generation.tables().nearest(tenant, request, budget);
  }

  @Override
  public long scan(String tenant, GistFilter filter, Budget budget, Consumer<CodeBatch> to) {
    return generation.tables().scan(tenant, filter, budget, to);
  }

  @Override
  public List<CaptionHit> captions(
      String tenant, CaptionQuery query, GistFilter filter, int count, Budget budget) {
    try {
      return asking(
          now ->
              now.captions()
                  .find(tenant, query, now.tables().passing(tenant, filter), count, budget));
    } catch (IOException e) {
      throw new UncheckedIOException("searching captions", e);
    }
  }

  /** Something asked of a generation. */
  private interface Question<T> {
    T of(IndexGeneration generation) throws IOException;
  }

  /** Queries the generation in use; once more when a rebuild took its place meanwhile. */
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
    return now.tables().countAfter(tenant, filter, known);
  }

  @Override
  public List<String> matchingWords(CaptionQuery query, String caption) {
    return language.matchingWords(query, caption);
  }

  @Override
  public Optional<int[]> labels(GistKey key, long position) {
    IndexGeneration now = generation;
    return now.tableThread().position() < position ? Optional.empty() : now.tables().labels(key);
  }

  @Override
  public CodeSample background(String tenant) {
    CodeTables tables = generation.tables();
    CodeSample known = samples.get(tenant);
    long live = tables.gistCount(tenant);
    if (known != null
        && live <= known.basedOn() * REDRAW_GROWTH + 1
        && live >= known.basedOn() / REDRAW_GROWTH - 1) {
      return known;
    }
    CodeSample drawn = tables.sample(tenant);
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
    } catch (InterruptedException | RuntimeException | Error e) {
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
