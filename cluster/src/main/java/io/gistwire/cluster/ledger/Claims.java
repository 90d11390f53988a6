package io.gistwire.cluster.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.gistwire.cluster.store.DocumentStore;
import io.gistwire.cluster.store.DocumentWrite;
import io.gistwire.cluster.store.DocumentWrite.Outcome;
import io.gistwire.cluster.store.Json;
import io.gistwire.cluster.store.StoreException;
import io.gistwire.cluster.store.StoredDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes documents that are not committed yet, until enough copies have each. A document that an
 * earlier try or an earlier lease left behind is replaced; one of a later lease fences the writer.
 */
final class Claims {
  private final DocumentStore store;
  private final StoreGate gate;

  Claims(DocumentStore store, StoreGate gate) {
    this.store = store;
    this.gate = gate;
  }

  /** One document of a lease. One thread. */
  static final class Claim {
    final long term;
    private DocumentWrite write;
    private boolean done;
    private boolean lost;
    private DocumentWrite.Condition written = new DocumentWrite.Condition.Absent();

    /**
     * A new document.
     *
     * @param record with a property {@code term}
     */
    Claim(String index, String id, Object record, long term) {
      this.term = term;
      write = DocumentWrite.create(index, id, Json.of(record));
    }

    /** A document that takes the place of the one that was read. */
    Claim(StoredDocument read, Object record, long term) {
      this.term = term;
      write = DocumentWrite.replace(read, Json.of(record));
    }

    /** Replaces what was written with another document. */
    DocumentWrite then(Object record) {
      return new DocumentWrite(write.index(), write.id(), Json.of(record), written);
    }

    /** A later lease has written it, or it was changed since it was read. */
    boolean isLost() {
      return lost;
    }
  }

  /** Returns when each is durable or lost. */
  void write(List<Claim> claims) throws InterruptedException {
    List<Claim> open = new ArrayList<>(claims);
    while (!open.isEmpty()) {
      try {
        String trouble = once(open);
        open.removeIf(claim -> claim.done || claim.lost);
        if (open.isEmpty() || trouble.isEmpty()) {
          gate.wrote();
        } else {
          gate.refused(trouble);
        }
      } catch (StoreException e) {
        gate.refused(e);
      }
    }
  }

  private String once(List<Claim> open) throws StoreException {
    List<Outcome> outcomes = store.write(open.stream().map(claim -> claim.write).toList());
    List<Claim> conflicts = new ArrayList<>();
    String trouble = "";
    for (int i = 0; i < open.size(); i++) {
      Claim claim = open.get(i);
      Outcome outcome = outcomes.get(i);
      switch (outcome.kind()) {
        case DURABLE -> {
          claim.done = true;
          claim.written = outcome.unchanged();
        }
        case TOO_FEW_COPIES -> {
          claim.write = claim.write.on(outcome.unchanged());
          trouble = "too few copies have a document";
        }
        case CONFLICT -> conflicts.add(claim);
        case RETRY -> trouble = String.valueOf(outcome.reason());
      }
    }
    resolve(conflicts);
    return trouble;
  }

  /** Decides who may replace whom by the leases that wrote the documents. */
  private void resolve(List<Claim> conflicts) throws StoreException {
    if (conflicts.isEmpty()) {
      return;
    }
    String index = conflicts.get(0).write.index();
    List<Claim> same = conflicts.stream().filter(one -> one.write.index().equals(index)).toList();
    List<Optional<StoredDocument>> present =
        store.read(index, same.stream().map(claim -> claim.write.id()).toList());
    for (int i = 0; i < same.size(); i++) {
      Claim claim = same.get(i);
      if (present.get(i).isEmpty()) {
        claim.write = claim.write.on(new DocumentWrite.Condition.Absent());
      } else if (mayReplace(claim, present.get(i).get().document())) {
        claim.write = DocumentWrite.replace(present.get(i).get(), claim.write.document());
      } else {
        claim.lost = true;
      }
    }
  }

  private static boolean mayReplace(Claim claim, JsonNode present) {
    // As text: the same number is an int in one tree and a long in the other.
    if (present.toString().equals(claim.write.document().toString())) {
      return true;
    }
    boolean isNew = claim.write.condition() instanceof DocumentWrite.Condition.Absent;
    return isNew && present.path("term").asLong() <= claim.term;
  }
}
