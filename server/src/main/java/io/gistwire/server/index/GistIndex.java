package io.gistwire.server.index;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.server.ledger.GistKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds gists of one code fingerprint. Derived from the ledger: what it states can be rebuilt from
 * the log, and every answer holds for one tenant only. Thread-safe; methods may take milliseconds
 * and must not be called on an event loop.
 *
 * <p>The interface states nothing about memory or Lucene, so that a clustered engine can stand
 * behind it.
 */
public interface GistIndex extends AutoCloseable {
  /** Fingerprint of all gists in it. */
  CodeFingerprint fingerprint();

  /** Codes and filters see every event up to here. */
  long position();

  /** Captions are known of every gist up to here. */
  long captionPosition();

  /**
   * Waits until codes and filters see every event up to a position.
   *
   * @return whether that happened in time
   */
  boolean awaitPosition(long position, long timeoutMillis) throws InterruptedException;

  /**
   * Waits until captions are known up to a position.
   *
   * @return whether that happened in time
   */
  boolean awaitCaptions(long position, long timeoutMillis) throws InterruptedException;

  /** The gists whose codes score highest. */
  NearestHits nearest(String tenant, NearestRequest request, Budget budget);

  /**
   * Hands over all codes that pass a filter, in no particular order.
   *
   * @return their number
   */
  long scan(String tenant, GistFilter filter, Budget budget, Consumer<CodeBatch> to);

  /**
   * The gists whose captions match best, by BM25 (Robertson and Zaragoza 2009).
   *
   * @param count most hits, 1 to {@link NearestRequest#MAX_COUNT}
   */
  List<CaptionHit> captions(
      String tenant, CaptionQuery query, GistFilter filter, int count, Budget budget);

  /** The words and phrases of a query that stand in a caption, as the query has them. */
  List<String> matchingWords(CaptionQuery query, String caption);

  /**
   * Gists that pass a filter and whose captions were not read yet, so that words cannot find them;
   * 0 when captions are known up to the end of the log.
   */
  long captionsPending(String tenant, GistFilter filter);

  /**
   * Ascending label numbers of a gist.
   *
   * @param position place of the event that last changed it
   * @return empty when the index has not seen that event yet, or has no such gist
   */
  Optional<int[]> labels(GistKey key, long position);

  /** What a random gist of this tenant looks like. */
  CodeSample background(String tenant);

  /** Figures for operators. */
  IndexStats stats();

  /**
   * Builds everything anew from the log while the old state serves, and then takes its place.
   *
   * @throws IllegalStateException when a rebuild is under way
   */
  void rebuild(RebuildListener listener) throws InterruptedException;

  @Override
  void close();
}
