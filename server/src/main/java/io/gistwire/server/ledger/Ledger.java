package io.gistwire.server.ledger;

import io.gistwire.proto.v1.Layer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Durable truth about gists: a log with positions and the state that follows from it. Thread-safe.
 *
 * <p>Every future completes only after what it tells is on disk, in the order of the calls, on the
 * ledger's own executor: hand over and return. While the storage refuses to write they simply wait
 * (see {@link #state()}). Methods that return values directly read the disk and must not be called
 * on an event loop, unless they say so.
 *
 * <p>The interface states nothing about SQLite, so that a clustered engine can stand behind it.
 */
public interface Ledger extends AutoCloseable {
  /** The log, for followers. */
  LedgerLog log();

  /** Check, backup, compaction and retention. */
  LedgerUpkeep upkeep();

  /** Whether writes reach the disk now. Never blocks. */
  LedgerState state();

  /**
   * Takes an epoch over for one stream; an older lease of it is void from then on. Makes the epoch
   * if it is new.
   *
   * @param clockSkewMillis the client's clock minus ours, kept for display
   */
  CompletableFuture<EpochLease> lease(EpochKey epoch, long clockSkewMillis);

  /** Gives a lease back. Never blocks. */
  void release(EpochLease lease);

  /**
   * Writes consecutive submissions of one epoch. Those at or below what is held are compared, not
   * written again.
   *
   * <p>Fails with {@link FencedException} when the lease is void and with {@link
   * SequenceGapException} when a sequence before the first is missing.
   */
  CompletableFuture<Appended> append(EpochLease lease, List<? extends Submission> submissions);

  /**
   * Adds later layers to a gist of the lease's epoch.
   *
   * @param maxGistBytes most serialised bytes that the gist may have then
   */
  CompletableFuture<LayersAdded> addLayers(
      EpochLease lease, long sequence, List<Layer> layers, int maxGistBytes);

  /**
   * Writes one gist in the source's own epoch for single calls.
   *
   * @param put its sequence is ignored: the ledger chooses
   * @param requestId a repeated request gets the first one's key; fails with {@link
   *     RequestConflictException} when the content differs
   */
  CompletableFuture<GistKey> create(
      SourceKey source, Optional<String> requestId, Submission.Put put);

  /** Deletes a gist and its bytes; the position of the event, or empty when it was not there. */
  CompletableFuture<OptionalLong> delete(GistKey key);

  /** The gist with all layers held now. */
  Optional<HeldGist> find(GistKey key);

  /** Whether this is the epoch that {@link #create} uses for its source: no device has it. */
  boolean isMadeHere(EpochKey epoch);

  /** Whether this sequence was consumed, be it held, deleted, skipped or rejected. */
  boolean isConsumed(GistKey key);

  /**
   * Gists of a tenant, newest first.
   *
   * @param sources parts after {@code sources/}; empty means all
   * @param beforePosition only gists whose PUT precedes this; {@link Long#MAX_VALUE} for all
   */
  List<HeldGist> newest(String tenant, List<String> sources, long beforePosition, int limit);

  /**
   * Sources of a tenant by name.
   *
   * @param afterName only sources whose name comes after; empty for all
   */
  List<SourceRecord> sources(String tenant, String afterName, int limit);

  /** Layer bytes of the tenant's live gists. Never blocks. */
  long layerBytes(String tenant);

  /** Sums over all tenants, or over one. */
  default LedgerStats stats(Optional<String> tenant) {
    return stats(tenant, List.of());
  }

  /**
   * Sums over all tenants, over one, or over sources of one.
   *
   * @param sources parts after {@code sources/}, at most 1,000; empty means all
   */
  LedgerStats stats(Optional<String> tenant, List<String> sources);

  /** Stops taking writes, commits what was taken if the storage allows, and closes the file. */
  @Override
  void close();
}
