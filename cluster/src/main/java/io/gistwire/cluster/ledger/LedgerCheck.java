package io.gistwire.cluster.ledger;

import io.gistwire.cluster.store.StoreException;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.ledger.Submission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads all commits and looks for what contradicts them: numbers and positions with gaps, epochs
 * whose sequences do not follow each other, gists without documents. One thread.
 */
final class LedgerCheck {
  private static final int ROWS_A_READ = 500;

  private final LedgerDocuments documents;
  private final LedgerFold fold;
  private final History history;
  private final Consumer<LedgerUpkeep.Finding> listener;
  private final Map<String, Long> held = new HashMap<>();
  private long findings;

  LedgerCheck(
      LedgerDocuments documents,
      LedgerFold fold,
      History history,
      Consumer<LedgerUpkeep.Finding> listener) {
    this.documents = documents;
    this.fold = fold;
    this.history = history;
    this.listener = listener;
  }

  long run(boolean deep) throws StoreException {
    long through = 0;
    long end = fold.lastPosition();
    while (through < end) {
      List<Commit> commits = history.after(through);
      if (commits.isEmpty()) {
        find("log", "positions after " + through + " are missing; the last is " + end);
        break;
      }
      for (Commit commit : commits) {
        if (commit.firstPosition() != through + 1) {
          find(
              "commit " + commit.number(),
              "begins at position " + commit.firstPosition() + ", not at " + (through + 1));
        }
        through = commit.lastPosition();
        check(commit, deep);
      }
    }
    return findings;
  }

  private void check(Commit commit, boolean deep) throws StoreException {
    List<GistKey> live = new ArrayList<>();
    for (Row row : Row.of(commit, 0, Long.MAX_VALUE)) {
      CommitEntry entry = row.entry();
      boolean consumes =
          switch (entry.kind()) {
            case PUT, SKIP, REJECT -> true;
            default -> false;
          };
      if (consumes) {
        String epoch = Ids.epoch(entry.epochKey());
        long before = held.getOrDefault(epoch, 0L);
        if (row.sequence() != before + 1) {
          find("position " + row.position(), "sequence " + row.sequence() + " after " + before);
        }
        held.put(epoch, entry.kind() == CommitEntry.Kind.SKIP ? entry.last() : row.sequence());
      }
      if (entry.kind() == CommitEntry.Kind.PUT && deep) {
        live.add(row.key());
      }
    }
    for (int from = 0; from < live.size(); from += ROWS_A_READ) {
      checkDocuments(live.subList(from, Math.min(live.size(), from + ROWS_A_READ)));
    }
  }

  private void checkDocuments(List<GistKey> keys) throws StoreException {
    List<Optional<LedgerDocuments.Held>> documentsOfKeys = documents.gists(keys);
    for (int i = 0; i < keys.size(); i++) {
      GistKey key = keys.get(i);
      Optional<GistDocument> gist = documentsOfKeys.get(i).map(LedgerDocuments.Held::gist);
      if (gist.isEmpty()) {
        if (fold.prunedThrough() == 0) {
          find(key.toName(), "is committed and has no document");
        }
      } else if (gist.get().isLive()) {
        byte[] payload = gist.get().payload();
        long digest =
            Submission.digest(
                gist.get().codeFingerprint(), payload == null ? new byte[0] : payload);
        if (digest != gist.get().digest()) {
          find(key.toName(), "has other content than its digest");
        }
      }
    }
  }

  private void find(String subject, String message) {
    findings++;
    listener.accept(new LedgerUpkeep.Finding(subject, message));
  }
}
