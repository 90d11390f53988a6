package io.gistwire.server.captions;

import io.gistwire.server.ledger.GistKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Captions on disk, by gist. Derived from the ledger: a store that is damaged or of another version
 * begins empty, with one line in the log, and no method fails for it. Thread-safe; methods block on
 * the disk.
 */
public interface CaptionStore extends AutoCloseable {
  /**
   * What is kept of a gist.
   *
   * @param digest of the layers that it was made from, see {@link CaptionDigest}
   */
  record Entry(long digest, Caption caption) {}

  /**
   * How far the captions of earlier versions have been brought up to date.
   *
   * @param packVersion version that captions are brought to
   * @param position every gist up to this position of the log is
   * @param isDone whether nothing is left to do
   */
  record Progress(String packVersion, long position, boolean isDone) {}

  /** What is kept of a gist, if anything. */
  Optional<Entry> find(GistKey key);

  /** What is kept of some gists; those that nothing is kept of are left out. */
  Map<GistKey, Entry> findAll(Collection<GistKey> keys);

  /** Keeps a caption; seen at once, on disk after {@link #flush}. */
  void put(GistKey key, Entry entry);

  /** Drops a caption; unseen at once, off the disk after {@link #flush}. */
  void delete(GistKey key);

  /** Writes what was put and deleted; returns when it is synced. */
  void flush();

  /**
   * Keys that are on disk, in the store's own order.
   *
   * @param after the last key of the call before; empty to begin
   */
  List<GistKey> keys(Optional<GistKey> after, int limit);

  /** What {@link #setProgress} kept; empty in a store that is new or began anew. */
  Optional<Progress> progress();

  /** Keeps the progress on disk. */
  void setProgress(Progress progress);

  /** Size of its files. */
  long diskBytes();

  @Override
  void close();
}
