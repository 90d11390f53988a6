package io.gistwire.cluster.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gistwire.cluster.store.Json;
import io.gistwire.cluster.store.StoreException;
import io.gistwire.cluster.store.StoredDocument;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerUnavailableException;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.ledger.Retention;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Upkeep of the ledger in OpenSearch while it serves. Blocks for long; thread-safe. */
final class OpenSearchUpkeep implements LedgerUpkeep {
  private static final int GISTS_A_STEP = 500;
  private static final long STEP_WAIT_MILLIS = 60_000;

  private final LedgerDocuments documents;
  private final LedgerFold fold;
  private final History history;
  private final GroupWriter writer;
  private final StoreGate gate;
  private final long tombstoneMillis;

  OpenSearchUpkeep(
      LedgerDocuments documents,
      LedgerFold fold,
      History history,
      GroupWriter writer,
      StoreGate gate,
      long tombstoneMillis) {
    this.documents = documents;
    this.fold = fold;
    this.history = history;
    this.writer = writer;
    this.gate = gate;
    this.tombstoneMillis = tombstoneMillis;
  }

  /** A gist that retention may delete. */
  private record Old(GistKey key, long received, long layerBytes) {}

  @Override
  public long check(boolean deep, Consumer<Finding> listener) {
    try {
      return new LedgerCheck(documents, fold, history, listener).run(deep);
    } catch (StoreException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Backup backup(Path target) {
    throw new UnsupportedOperationException(
        "the ledger is in OpenSearch, not in a file: take a snapshot of the indices '"
            + documents.gists()
            + "' and '"
            + documents.chain()
            + "' with OpenSearch's snapshot API");
  }

  /** OpenSearch merges by itself; nothing is done here. */
  @Override
  public Compaction compact(long maxPages, long waitMillis) {
    return new Compaction(0, 0);
  }

  @Override
  public Retention retention(String tenant) {
    return fold.retention(tenant);
  }

  @Override
  public Map<String, Long> alertAges() {
    Map<String, Long> ages = new HashMap<>();
    fold.retentions()
        .forEach(
            (tenant, retention) ->
                retention.maxAlertAgeMillis().ifPresent(age -> ages.put(tenant, age)));
    return ages;
  }

  @Override
  public CompletableFuture<Void> setRetention(String tenant, Retention retention) {
    return writer.submit(new EntryWrite(CommitEntry.retention(tenant, retention)));
  }

  @Override
  public long countExpired(String tenant, Retention retention, long atMillis) {
    long cutoff = cutoff(retention, atMillis);
    long excess = excess(tenant, retention);
    long count = 0;
    Optional<Old> last = Optional.empty();
    try {
      documents.store().refresh(documents.gists());
      while (true) {
        List<Old> page = oldest(tenant, last);
        for (Old old : page) {
          if (old.received() >= cutoff && excess <= 0) {
            return count;
          }
          excess -= old.layerBytes();
          count++;
        }
        if (page.isEmpty()) {
          return count;
        }
        last = Optional.of(page.get(page.size() - 1));
      }
    } catch (StoreException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long cutoff(Retention retention, long atMillis) {
    OptionalLong age = retention.maxAgeMillis();
    return age.isPresent() ? atMillis - age.getAsLong() : Long.MIN_VALUE;
  }

  private long excess(String tenant, Retention retention) {
    OptionalLong most = retention.maxLayerBytes();
    return most.isPresent() ? fold.layerBytes(tenant) - most.getAsLong() : 0;
  }

  /** Live and committed gists of a tenant after another one, oldest first. */
  private List<Old> oldest(String tenant, Optional<Old> after) throws StoreException {
    ObjectNode request = Json.object().put("size", GISTS_A_STEP);
    var filter = request.putObject("query").putObject("bool").putArray("filter");
    filter.addObject().putObject("term").put("tenant", tenant);
    filter.addObject().putObject("term").put("state", GistDocument.LIVE);
    var sort = request.putArray("sort");
    sort.addObject().put("received", "asc");
    sort.addObject().put("source", "asc");
    sort.addObject().put("epoch", "asc");
    sort.addObject().put("sequence", "asc");
    after.ifPresent(
        old ->
            request
                .putArray("search_after")
                .add(old.received())
                .add(old.key().epoch().source().source())
                .add(old.key().epoch().toHex())
                .add(old.key().sequence()));
    List<Old> found = new ArrayList<>();
    for (StoredDocument stored : documents.store().search(documents.gists(), request)) {
      GistDocument gist = Json.read(stored.document(), GistDocument.class);
      if (gist.sequence() <= fold.epoch(gist.epochKey()).heldThrough()) {
        found.add(new Old(gist.key(), gist.received(), gist.layerBytes()));
      }
    }
    return found;
  }

  @Override
  public long expire() throws LedgerUnavailableException, InterruptedException {
    long deleted = 0;
    try {
      for (Map.Entry<String, Retention> one : fold.retentions().entrySet()) {
        deleted += expire(one.getKey(), one.getValue());
      }
      prune(System.currentTimeMillis() - tombstoneMillis);
    } catch (StoreException e) {
      throw new LedgerUnavailableException("retention ended early: " + e.getMessage(), e);
    }
    return deleted;
  }

  private long expire(String tenant, Retention retention)
      throws StoreException, LedgerUnavailableException, InterruptedException {
    long cutoff = cutoff(retention, System.currentTimeMillis());
    long deleted = 0;
    Optional<Old> last = Optional.empty();
    documents.store().refresh(documents.gists());
    while (retention.maxAgeMillis().isPresent() || excess(tenant, retention) > 0) {
      List<Old> page = oldest(tenant, last);
      long excess = excess(tenant, retention);
      List<CompletableFuture<OptionalLong>> deletions = new ArrayList<>();
      for (Old old : page) {
        if (old.received() >= cutoff && excess <= 0) {
          break;
        }
        excess -= old.layerBytes();
        deletions.add(writer.submit(new DeleteWrite(old.key(), System.currentTimeMillis())));
      }
      for (CompletableFuture<OptionalLong> deletion : deletions) {
        deleted += await(deletion).isPresent() ? 1 : 0;
      }
      if (deletions.isEmpty()) {
        break;
      }
      last = Optional.of(page.get(page.size() - 1));
    }
    return deleted;
  }

  /** Removes tombstones that no follower needs any more, after the log has said so. */
  private void prune(long beforeMillis)
      throws StoreException, LedgerUnavailableException, InterruptedException {
    documents.store().refresh(documents.gists());
    while (true) {
      List<GistDocument> tombstones = tombstones();
      List<String> ids = new ArrayList<>();
      long through = 0;
      for (GistDocument tombstone : tombstones) {
        if (tombstone.deletedMillis() < beforeMillis) {
          ids.add(Ids.gist(tombstone.key()));
          through = Math.max(through, tombstone.deletedAt());
        }
      }
      if (ids.isEmpty()) {
        return;
      }
      await(writer.submit(new EntryWrite(CommitEntry.prune(through))));
      documents.store().remove(documents.gists(), ids);
      documents.store().refresh(documents.gists());
    }
  }

  private List<GistDocument> tombstones() throws StoreException {
    ObjectNode request = Json.object().put("size", GISTS_A_STEP);
    var filter = request.putObject("query").putObject("bool").putArray("filter");
    filter.addObject().putObject("term").put("state", GistDocument.DELETED);
    filter.addObject().putObject("range").putObject("deleted_at").put("gt", 0);
    request.putArray("sort").addObject().put("deleted_at", "asc");
    return documents.store().search(documents.gists(), request).stream()
        .map(stored -> Json.read(stored.document(), GistDocument.class))
        .toList();
  }

  private <T> T await(CompletableFuture<T> future)
      throws LedgerUnavailableException, InterruptedException {
    try {
      return future.get(STEP_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(false);
      String why = gate.state().isRunning() ? "it has too much to write" : gate.state().reason();
      throw new LedgerUnavailableException("the ledger did not answer in time: " + why);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LedgerUnavailableException unavailable) {
        throw unavailable;
      }
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }
}
