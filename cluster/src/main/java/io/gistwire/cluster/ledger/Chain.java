package io.gistwire.cluster.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gistwire.cluster.store.DocumentWrite;
import io.gistwire.cluster.store.DocumentWrite.Outcome;
import io.gistwire.cluster.store.Json;
import io.gistwire.cluster.store.StoreException;
import io.gistwire.cluster.store.StoredDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Extends the chain of commits and follows what other servers add to it. A commit is made by the
 * conditional write of the head that names the one before: of two servers that write at the same
 * time one succeeds, and the other applies that commit first. One writer at a time; thread-safe.
 */
final class Chain {
  private static final int COMMITS_A_READ = 200;

  private final LedgerDocuments documents;
  private final LedgerFold fold;
  private final StoreGate gate;
  private final String server;
  private final Consumer<Commit> applied;

  private Head head = Head.EMPTY;
  private long sequenceNumber;
  private long primaryTerm;

  /** The newest commit that is known to be a document of its own. */
  private long persisted;

  /** What a commit shall change. */
  @FunctionalInterface
  interface Changes {
    /** Changes as of the fold now; asked again when another server committed meanwhile. */
    List<CommitEntry> asOf(LedgerFold fold);
  }

  Chain(
      LedgerDocuments documents,
      LedgerFold fold,
      StoreGate gate,
      String server,
      Consumer<Commit> applied) {
    this.documents = documents;
    this.fold = fold;
    this.gate = gate;
    this.server = server;
    this.applied = applied;
  }

  /** Reads the head, or writes the first one, and applies all commits after the fold's. */
  synchronized Head open() throws StoreException {
    Optional<StoredDocument> stored = documents.store().read(documents.chain(), Ids.HEAD);
    while (stored.isEmpty()) {
      DocumentWrite first = DocumentWrite.create(documents.chain(), Ids.HEAD, document(Head.EMPTY));
      documents.store().write(List.of(first));
      stored = documents.store().read(documents.chain(), Ids.HEAD);
    }
    adopt(stored.get());
    return head;
  }

  /** Applies what other servers have committed; true when there was something. */
  synchronized boolean follow() throws StoreException {
    Optional<StoredDocument> stored = documents.store().read(documents.chain(), Ids.HEAD);
    if (stored.isEmpty()) {
      throw new IllegalStateException(
          "index '" + documents.chain() + "' has lost its head; restore a snapshot");
    }
    return adopt(stored.get());
  }

  private boolean adopt(StoredDocument stored) throws StoreException {
    Head seen = Json.read(stored.document().path("content"), Head.class);
    long known = fold.last().number();
    if (seen.last().number() < known) {
      throw new StoreException(503, "an old copy of the head was read");
    }
    List<Commit> missing = new ArrayList<>();
    for (long from = known + 1; from < seen.proven().number(); from += COMMITS_A_READ) {
      missing.addAll(read(from, Math.min(seen.proven().number(), from + COMMITS_A_READ)));
    }
    if (seen.proven().number() > known) {
      missing.add(seen.proven());
    }
    if (seen.last().number() > known) {
      missing.add(seen.last());
    }
    for (Commit commit : missing) {
      fold.apply(commit);
      applied.accept(commit);
    }
    head = seen;
    sequenceNumber = stored.sequenceNumber();
    primaryTerm = stored.primaryTerm();
    return !missing.isEmpty();
  }

  /** Commits that are documents of their own. */
  List<Commit> read(long from, long to) throws StoreException {
    List<String> ids = new ArrayList<>();
    for (long number = from; number < to; number++) {
      ids.add(Ids.commit(number));
    }
    List<Commit> commits = new ArrayList<>();
    for (Optional<StoredDocument> stored : documents.store().read(documents.chain(), ids)) {
      JsonNode content =
          stored
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "a commit from "
                              + from
                              + " on is missing in '"
                              + documents.chain()
                              + "'; restore a snapshot"))
              .document()
              .path("content");
      commits.add(Json.read(content, Commit.class));
    }
    return commits;
  }

  /**
   * Makes a commit; empty when there was nothing to change. Waits while OpenSearch does not write.
   *
   * @throws InterruptedException when the ledger closes meanwhile
   */
  synchronized Optional<Commit> append(Changes changes) throws InterruptedException {
    while (true) {
      List<CommitEntry> entries = joined(changes.asOf(fold));
      if (entries.isEmpty()) {
        return Optional.empty();
      }
      Commit commit = next(entries);
      if (settled(commit)) {
        return Optional.of(commit);
      }
    }
  }

  private static List<CommitEntry> joined(List<CommitEntry> entries) {
    List<CommitEntry> joined = new ArrayList<>();
    CommitEntry run = null;
    for (CommitEntry entry : entries) {
      CommitEntry longer = run == null ? null : run.joined(entry);
      if (run != null && longer == null) {
        joined.add(run);
      }
      run = longer == null ? entry : longer;
    }
    if (run != null) {
      joined.add(run);
    }
    return joined;
  }

  private Commit next(List<CommitEntry> entries) {
    Commit last = fold.last();
    long positions = entries.stream().mapToLong(CommitEntry::positions).sum();
    long first = last.lastPosition() + 1;
    return new Commit(
        last.number() + 1,
        UUID.randomUUID().toString(),
        last.id(),
        server,
        System.currentTimeMillis(),
        first,
        first + positions - 1,
        entries);
  }

  /**
   * Tries until the commit is durable, or another server's commit has its number. While neither is
   * known the very same commit is tried again: a write whose answer was lost may still take effect.
   */
  private boolean settled(Commit commit) throws InterruptedException {
    Head wanted = new Head(head.last(), commit);
    while (true) {
      try {
        persistProven();
        Outcome outcome = write(wanted);
        if (outcome.kind() == Outcome.Kind.DURABLE) {
          gate.wrote();
          adoptOwn(wanted, outcome);
          return true;
        }
        if (outcome.kind() == Outcome.Kind.TOO_FEW_COPIES) {
          gate.refused("too few copies have the head of the ledger");
          sequenceNumber = outcome.sequenceNumber();
          primaryTerm = outcome.primaryTerm();
        } else if (outcome.kind() == Outcome.Kind.RETRY) {
          gate.refused(String.valueOf(outcome.reason()));
        } else {
          Optional<Boolean> mine = afterConflict(wanted);
          if (mine.isPresent()) {
            return mine.get();
          }
        }
      } catch (StoreException e) {
        gate.refused(e);
      }
    }
  }

  /**
   * True when the commit is in the chain, false when another is; empty when it is to be confirmed.
   */
  private Optional<Boolean> afterConflict(Head wanted) throws StoreException {
    StoredDocument stored = documents.store().read(documents.chain(), Ids.HEAD).orElseThrow();
    Head seen = Json.read(stored.document().path("content"), Head.class);
    String id = wanted.last().id();
    if (seen.last().id().equals(id)) {
      // Written by a try whose answer was lost: it counts once enough copies confirm it.
      sequenceNumber = stored.sequenceNumber();
      primaryTerm = stored.primaryTerm();
      return Optional.empty();
    }
    if (seen.last().number() < wanted.last().number()) {
      if (!seen.last().id().equals(fold.last().id())) {
        throw new IllegalStateException(
            "the head of the ledger has lost commit "
                + fold.last().number()
                + " that this server has applied; start this server again");
      }
      // The same head, written again by a server that confirmed it.
      sequenceNumber = stored.sequenceNumber();
      primaryTerm = stored.primaryTerm();
      return Optional.empty();
    }
    adopt(stored);
    boolean mine = seen.proven().id().equals(id) || isInChain(wanted.last());
    return Optional.of(mine);
  }

  private boolean isInChain(Commit commit) throws StoreException {
    return fold.last().number() > commit.number() + 1
        && read(commit.number(), commit.number() + 1).get(0).id().equals(commit.id());
  }

  private void adoptOwn(Head written, Outcome outcome) {
    fold.apply(written.last());
    applied.accept(written.last());
    head = written;
    sequenceNumber = outcome.sequenceNumber();
    primaryTerm = outcome.primaryTerm();
  }

  private Outcome write(Head wanted) throws StoreException {
    DocumentWrite write =
        new DocumentWrite(
            documents.chain(),
            Ids.HEAD,
            document(wanted),
            new DocumentWrite.Condition.Unchanged(sequenceNumber, primaryTerm));
    return documents.store().write(List.of(write)).get(0);
  }

  private static ObjectNode document(Head head) {
    ObjectNode document = Json.object().put("kind", "head");
    document.set("content", Json.of(head));
    return document;
  }

  /** Writes the older commit of the head as a document before the head forgets it. */
  private void persistProven() throws StoreException, InterruptedException {
    Commit proven = head.proven();
    while (proven.number() > persisted) {
      Outcome outcome =
          documents
              .store()
              .write(
                  List.of(
                      new DocumentWrite(
                          documents.chain(),
                          Ids.commit(proven.number()),
                          Json.of(CommitDocument.of(proven)),
                          new DocumentWrite.Condition.Always())))
              .get(0);
      if (outcome.kind() == Outcome.Kind.DURABLE) {
        persisted = proven.number();
      } else {
        gate.refused(reasonOf(outcome.reason()));
      }
    }
  }

  private static String reasonOf(@Nullable String reason) {
    return reason == null ? "too few copies have a commit" : reason;
  }
}
