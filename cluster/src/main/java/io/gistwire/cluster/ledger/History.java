package io.gistwire.cluster.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gistwire.cluster.store.Json;
import io.gistwire.cluster.store.StoreException;
import io.gistwire.cluster.store.StoredDocument;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The commits by position. The newest are in memory, because the index shows a commit only after
 * its next refresh; older ones are searched. Thread-safe.
 */
final class History {
  /** Commits in memory; at the highest rate that was measured, more than half a minute. */
  private static final int REMEMBERED = 4_000;

  private static final int REMEMBERED_DELETIONS = 100_000;
  private static final int COMMITS_A_SEARCH = 100;

  private final LedgerDocuments documents;
  private final NavigableMap<Long, Commit> byFirstPosition = new TreeMap<>();
  private final Map<String, Boolean> deletions =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED_DELETIONS;
        }
      };

  /** Every row from this position on is in memory. */
  private long coveredFrom = 1;

  History(LedgerDocuments documents) {
    this.documents = documents;
  }

  /** Nothing before the commit after this one will be added. */
  synchronized void begin(Commit last) {
    coveredFrom = last.lastPosition() + 1;
  }

  /** The commits of the head, which are no documents yet; also where the checkpoint has them. */
  synchronized void include(Head head) {
    add(head.proven());
    add(head.last());
    if (head.proven().number() > 0) {
      coveredFrom = Math.min(coveredFrom, head.proven().firstPosition());
    }
  }

  synchronized void add(Commit commit) {
    if (commit.lastPosition() < commit.firstPosition()) {
      return;
    }
    byFirstPosition.put(commit.firstPosition(), commit);
    for (CommitEntry entry : commit.changes()) {
      if (entry.kind() == CommitEntry.Kind.DELETE) {
        deletions.put(String.valueOf(entry.id()), true);
      }
    }
    if (byFirstPosition.size() > REMEMBERED) {
      coveredFrom = byFirstPosition.pollFirstEntry().getValue().lastPosition() + 1;
    }
  }

  synchronized boolean hasDeletion(String id) {
    return deletions.containsKey(id);
  }

  /** Looks for a deletion among the commits that are documents. */
  boolean findDeletion(String id) throws StoreException {
    documents.store().refresh(documents.chain());
    ObjectNode request = Json.object().put("size", 1);
    request.putObject("query").putObject("term").put("deletions", id);
    return !documents.store().search(documents.chain(), request).isEmpty();
  }

  /** Commits with rows after a position, in order: some, or none where there are no more. */
  List<Commit> after(long position) throws StoreException {
    synchronized (this) {
      if (position + 1 >= coveredFrom) {
        Map.Entry<Long, Commit> first = byFirstPosition.floorEntry(position + 1);
        Collection<Commit> commits =
            first == null
                ? byFirstPosition.values()
                : byFirstPosition.tailMap(first.getKey(), true).values();
        return List.copyOf(
            commits.stream()
                .filter(commit -> commit.lastPosition() > position)
                .limit(COMMITS_A_SEARCH)
                .toList());
      }
    }
    ObjectNode request = Json.object().put("size", COMMITS_A_SEARCH);
    request.putObject("query").putObject("range").putObject("last_position").put("gt", position);
    request.putArray("sort").addObject().put("number", "asc");
    return withRows(documents.store().search(documents.chain(), request));
  }

  /**
   * Commits with new gists of some sources before a position, newest first: some, or none where
   * there are no more.
   *
   * @param sources {@code tenant|source}; empty for all of the tenant
   */
  List<Commit> before(String tenant, List<String> sources, long position) throws StoreException {
    List<Commit> found = new ArrayList<>();
    synchronized (this) {
      for (Commit commit : byFirstPosition.headMap(position, false).descendingMap().values()) {
        if (isOf(commit, tenant, sources)) {
          found.add(commit);
          if (found.size() == COMMITS_A_SEARCH) {
            return found;
          }
        }
      }
    }
    if (!found.isEmpty()) {
      return found;
    }
    ObjectNode request = Json.object().put("size", COMMITS_A_SEARCH);
    var filter = request.putObject("query").putObject("bool").putArray("filter");
    filter
        .addObject()
        .putObject("range")
        .putObject("first_position")
        .put("lt", Math.min(position, covered()));
    if (sources.isEmpty()) {
      filter.addObject().putObject("term").put("tenants", tenant);
    } else {
      var names = filter.addObject().putObject("terms").putArray("sources");
      sources.forEach(names::add);
    }
    request.putArray("sort").addObject().put("number", "desc");
    return withRows(documents.store().search(documents.chain(), request));
  }

  private synchronized long covered() {
    return coveredFrom;
  }

  private static boolean isOf(Commit commit, String tenant, List<String> sources) {
    for (CommitEntry entry : commit.changes()) {
      if (entry.kind() == CommitEntry.Kind.PUT
          && tenant.equals(entry.tenant())
          && (sources.isEmpty() || sources.contains(Ids.source(entry.sourceKey())))) {
        return true;
      }
    }
    return false;
  }

  private static List<Commit> withRows(List<StoredDocument> stored) {
    return stored.stream()
        .map(document -> Json.read(document.document().path("content"), Commit.class))
        .filter(commit -> commit.lastPosition() >= commit.firstPosition())
        .toList();
  }

  /** Position of the PUT of a gist that is held. */
  Optional<Long> positionOf(GistKey key) throws StoreException {
    synchronized (this) {
      for (Commit commit : byFirstPosition.descendingMap().values()) {
        Optional<Long> position = positionIn(commit, key);
        if (position.isPresent()) {
          return position;
        }
      }
    }
    ObjectNode request = Json.object().put("size", COMMITS_A_SEARCH);
    ObjectNode nested = request.putObject("query").putObject("nested").put("path", "runs");
    var filter = nested.putObject("query").putObject("bool").putArray("filter");
    filter.addObject().putObject("term").put("runs.epoch", Ids.epoch(key.epoch()));
    filter.addObject().putObject("range").putObject("runs.first").put("lte", key.sequence());
    filter.addObject().putObject("range").putObject("runs.last").put("gte", key.sequence());
    request.putArray("sort").addObject().put("number", "asc");
    for (Commit commit : withRows(documents.store().search(documents.chain(), request))) {
      Optional<Long> position = positionIn(commit, key);
      if (position.isPresent()) {
        return position;
      }
    }
    return Optional.empty();
  }

  private static Optional<Long> positionIn(Commit commit, GistKey key) {
    long position = commit.firstPosition();
    EpochKey epoch = key.epoch();
    for (CommitEntry entry : commit.changes()) {
      if (entry.kind() == CommitEntry.Kind.PUT
          && entry.first() <= key.sequence()
          && key.sequence() <= entry.last()
          && epoch.equals(entry.epochKey())) {
        return Optional.of(position + key.sequence() - entry.first());
      }
      position += entry.positions();
    }
    return Optional.empty();
  }
}
