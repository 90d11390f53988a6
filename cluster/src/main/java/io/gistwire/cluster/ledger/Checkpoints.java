package io.gistwire.cluster.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gistwire.cluster.store.DocumentWrite;
import io.gistwire.cluster.store.Json;
import io.gistwire.cluster.store.StoreException;
import io.gistwire.cluster.store.StoredDocument;
import io.gistwire.server.ledger.Retention;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes the fold's state from time to time, so that a server that starts reads only the commits
 * after it. Any server may write one; a document of an older state never replaces a newer one.
 */
final class Checkpoints {
  private static final int DOCUMENTS_A_READ = 500;

  private final LedgerDocuments documents;
  private long written;

  Checkpoints(LedgerDocuments documents) {
    this.documents = documents;
  }

  /**
   * Content of the document {@code checkpoint}.
   *
   * @param at every commit through this one is in the states
   */
  record Mark(Commit at, long prunedThrough) {}

  /** What a tenant keeps; -1 without limit. */
  record TenantSnapshot(String tenant, long asOf, long age, long bytes, long alertAge) {}

  /** Writes what changed since the last one; false when some of it was not written. */
  synchronized boolean write(LedgerFold fold) throws StoreException {
    if (fold.last().number() == written) {
      return true;
    }
    LedgerFold.Changes changes = fold.takeChanges();
    boolean isWritten = false;
    try {
      isWritten = write(changes);
    } finally {
      if (!isWritten) {
        fold.restoreChanges(changes);
      }
    }
    return isWritten;
  }

  private boolean write(LedgerFold.Changes changes) throws StoreException {
    long number = changes.at().number();
    List<DocumentWrite> writes = new ArrayList<>();
    for (SourceSnapshot source : changes.sources()) {
      writes.add(write(Ids.sourceState(source.key()), "source", Json.of(source), number));
    }
    changes
        .tenants()
        .forEach(
            (tenant, retention) ->
                writes.add(
                    write(
                        Ids.tenantState(tenant),
                        "tenant",
                        Json.of(snapshot(tenant, retention, number)),
                        number)));
    if (!areWritten(writes)) {
      return false;
    }
    Mark mark = new Mark(changes.at(), changes.prunedThrough());
    boolean isWritten =
        areWritten(List.of(write(Ids.CHECKPOINT, "checkpoint", Json.of(mark), number)));
    written = isWritten ? number : written;
    return isWritten;
  }

  private boolean areWritten(List<DocumentWrite> writes) throws StoreException {
    // A conflict is a newer state of another server.
    return documents.store().write(writes).stream()
        .allMatch(
            outcome ->
                outcome.kind() == DocumentWrite.Outcome.Kind.DURABLE
                    || outcome.kind() == DocumentWrite.Outcome.Kind.CONFLICT);
  }

  private DocumentWrite write(String id, String kind, JsonNode content, long version) {
    ObjectNode document = Json.object().put("kind", kind);
    document.set("content", content);
    return new DocumentWrite(
        documents.chain(), id, document, new DocumentWrite.Condition.Version(version));
  }

  private static TenantSnapshot snapshot(String tenant, Retention retention, long number) {
    return new TenantSnapshot(
        tenant,
        number,
        retention.maxAgeMillis().orElse(-1),
        retention.maxLayerBytes().orElse(-1),
        retention.maxAlertAgeMillis().orElse(-1));
  }

  /** Loads the newest state; returns the commit after which the fold goes on. */
  Commit load(LedgerFold fold) throws StoreException {
    Optional<StoredDocument> stored = documents.store().read(documents.chain(), Ids.CHECKPOINT);
    if (stored.isEmpty()) {
      return Commit.ZERO;
    }
    Mark mark = Json.read(stored.get().document().path("content"), Mark.class);
    documents.store().refresh(documents.chain());
    List<SourceSnapshot> sources = new ArrayList<>();
    for (JsonNode content : all("source")) {
      sources.add(Json.read(content, SourceSnapshot.class));
    }
    Map<String, LedgerFold.TenantState> tenants = new HashMap<>();
    for (JsonNode content : all("tenant")) {
      TenantSnapshot tenant = Json.read(content, TenantSnapshot.class);
      Retention retention =
          new Retention(limit(tenant.age()), limit(tenant.bytes()), limit(tenant.alertAge()));
      tenants.put(tenant.tenant(), new LedgerFold.TenantState(retention, tenant.asOf()));
    }
    fold.load(mark.at(), mark.prunedThrough(), sources, tenants);
    return mark.at();
  }

  private static OptionalLong limit(long value) {
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private List<JsonNode> all(String kind) throws StoreException {
    List<JsonNode> contents = new ArrayList<>();
    String after = "";
    while (true) {
      ObjectNode request = Json.object().put("size", DOCUMENTS_A_READ);
      request.putObject("query").putObject("term").put("kind", kind);
      request.putArray("sort").addObject().put("_id", "asc");
      if (!after.isEmpty()) {
        request.putArray("search_after").add(after);
      }
      List<StoredDocument> page = documents.store().search(documents.chain(), request);
      for (StoredDocument stored : page) {
        contents.add(stored.document().path("content"));
        after = stored.id();
      }
      if (page.size() < DOCUMENTS_A_READ) {
        return contents;
      }
    }
  }
}
