package io.gistwire.cluster.ledger;

import io.gistwire.cluster.store.StoreException;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.SourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads gists as they are held now. Thread-safe. */
final class GistReader {
  private static final int ROWS_A_READ = 500;

  private final LedgerDocuments documents;
  private final LedgerFold fold;
  private final History history;
  private final Chain chain;

  GistReader(LedgerDocuments documents, LedgerFold fold, History history, Chain chain) {
    this.documents = documents;
    this.fold = fold;
    this.history = history;
    this.chain = chain;
  }

  /** Whether the sequence is committed, by this server or another one until now. */
  boolean isConsumed(GistKey key) throws StoreException {
    if (key.sequence() < 1) {
      return false;
    }
    if (key.sequence() > fold.epoch(key.epoch()).heldThrough()) {
      chain.follow();
    }
    return key.sequence() <= fold.epoch(key.epoch()).heldThrough();
  }

  Optional<HeldGist> find(GistKey key) throws StoreException {
    Optional<GistDocument> gist =
        documents.gist(key).map(LedgerDocuments.Held::gist).filter(GistDocument::isLive);
    if (gist.isEmpty() || !isConsumed(key)) {
      return Optional.empty();
    }
    Optional<Long> position = history.positionOf(key);
    return position.map(at -> held(gist.get(), at));
  }

  private static HeldGist held(GistDocument gist, long position) {
    long changed = position;
    for (GistDocument.Part part : gist.laterParts()) {
      changed = Math.max(changed, part.position());
    }
    return new HeldGist(
        gist.key(), position, changed, gist.received(), gist.codeFingerprint(), gist.merged());
  }

  /** Live gists of a tenant, or of some of its sources, newest first. */
  List<HeldGist> newest(String tenant, List<String> sources, long beforePosition, int limit)
      throws StoreException {
    List<String> names =
        sources.stream().map(name -> Ids.source(new SourceKey(tenant, name))).toList();
    List<HeldGist> found = new ArrayList<>();
    long before = Math.min(beforePosition, fold.lastPosition() + 1);
    while (before > 1 && found.size() < limit) {
      List<Commit> commits = history.before(tenant, names, before);
      if (commits.isEmpty()) {
        break;
      }
      for (Commit commit : commits) {
        collect(rows(commit, tenant, names, before), found, limit);
        before = commit.firstPosition();
        if (found.size() >= limit) {
          break;
        }
      }
    }
    return found;
  }

  private static List<Row> rows(Commit commit, String tenant, List<String> names, long before) {
    List<Row> rows = new ArrayList<>();
    for (Row row : Row.of(commit, 0, before - 1)) {
      CommitEntry entry = row.entry();
      if (entry.kind() == CommitEntry.Kind.PUT
          && tenant.equals(entry.tenant())
          && (names.isEmpty() || names.contains(Ids.source(entry.sourceKey())))) {
        rows.add(0, row);
      }
    }
    return rows;
  }

  private void collect(List<Row> rows, List<HeldGist> found, int limit) throws StoreException {
    for (int from = 0; from < rows.size() && found.size() < limit; from += ROWS_A_READ) {
      List<Row> some = rows.subList(from, Math.min(rows.size(), from + ROWS_A_READ));
      List<Optional<LedgerDocuments.Held>> held =
          documents.gists(some.stream().map(Row::key).toList());
      for (int i = 0; i < some.size() && found.size() < limit; i++) {
        long position = some.get(i).position();
        held.get(i)
            .map(LedgerDocuments.Held::gist)
            .filter(GistDocument::isLive)
            .ifPresent(gist -> found.add(held(gist, position)));
      }
    }
  }
}
