package io.gistwire.cluster.ledger;

import io.gistwire.cluster.store.StoreException;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.SkipReason;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import io.gistwire.server.ledger.Submission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads rows of the log as events. Thread-safe. */
final class EventReader {
  private final LedgerDocuments documents;
  private final LedgerFold fold;
  private final History history;

  EventReader(LedgerDocuments documents, LedgerFold fold, History history) {
    this.documents = documents;
    this.fold = fold;
    this.history = history;
  }

  LedgerLog.Slice readAfter(long position, int limit) throws StoreException {
    List<Row> rows = rowsAfter(position, limit);
    if (rows.isEmpty()) {
      return new LedgerLog.Slice(List.of(), position);
    }
    Map<GistKey, GistDocument> gists = gists(rows);
    List<LedgerEvent> events = new ArrayList<>(rows.size());
    for (Row row : rows) {
      event(row, gists).ifPresent(events::add);
    }
    return new LedgerLog.Slice(events, rows.get(rows.size() - 1).position());
  }

  private List<Row> rowsAfter(long position, int limit) throws StoreException {
    long published = fold.lastPosition();
    List<Row> rows = new ArrayList<>();
    long through = position;
    while (through < published && rows.size() < limit) {
      List<Commit> commits = history.after(through);
      if (commits.isEmpty()) {
        break;
      }
      for (Commit commit : commits) {
        rows.addAll(Row.of(commit, through, published));
        through = Math.max(through, commit.lastPosition());
        if (rows.size() >= limit) {
          break;
        }
      }
    }
    return rows.size() > limit ? rows.subList(0, limit) : rows;
  }

  private Map<GistKey, GistDocument> gists(List<Row> rows) throws StoreException {
    List<GistKey> keys =
        rows.stream()
            .filter(
                row ->
                    switch (row.entry().kind()) {
                      case PUT, LAYERS, REJECT -> true;
                      default -> false;
                    })
            .map(Row::key)
            .distinct()
            .toList();
    Map<GistKey, GistDocument> gists = new HashMap<>();
    for (Optional<LedgerDocuments.Held> held : documents.gists(keys)) {
      held.ifPresent(one -> gists.put(one.gist().key(), one.gist()));
    }
    return gists;
  }

  /** Empty when its bytes were wiped, or retention has removed it. */
  private Optional<LedgerEvent> event(Row row, Map<GistKey, GistDocument> gists) {
    CommitEntry entry = row.entry();
    GistKey key = row.key();
    GistDocument gist = gists.get(key);
    boolean isLive = gist != null && gist.isLive();
    return switch (entry.kind()) {
      case PUT ->
          isLive
              ? Optional.of(
                  new LedgerEvent.Put(
                      row.position(),
                      key,
                      gist.received(),
                      gist.codeFingerprint(),
                      gist.submitted()))
              : Optional.empty();
      case LAYERS -> isLive ? layers(row, gist) : Optional.empty();
      case DELETE ->
          row.position() <= fold.prunedThrough()
              ? Optional.empty()
              : Optional.of(new LedgerEvent.Delete(row.position(), key, entry.millis()));
      case SKIP ->
          Optional.of(
              new LedgerEvent.Skip(
                  row.position(),
                  key.epoch(),
                  entry.first(),
                  entry.last(),
                  entry.millis(),
                  SkipReason.forNumber(entry.reason())));
      case REJECT -> Optional.of(reject(row, gist));
      default -> Optional.empty();
    };
  }

  private static Optional<LedgerEvent> layers(Row row, GistDocument gist) {
    for (GistDocument.Part part : gist.laterParts()) {
      if (part.id().equals(row.entry().id())) {
        return Optional.of(
            new LedgerEvent.Layers(
                row.position(),
                row.key(),
                row.entry().millis(),
                gist.codeFingerprint(),
                Payload.parse(part.layers()).getLayersList()));
      }
    }
    return Optional.empty();
  }

  private static LedgerEvent reject(Row row, GistDocument gist) {
    String message = gist == null || gist.message() == null ? "" : gist.message();
    ErrorReason reason =
        gist == null ? ErrorReason.ERROR_REASON_UNSPECIFIED : ErrorReason.forNumber(gist.reason());
    return new LedgerEvent.Reject(row.position(), row.key(), row.entry().millis(), reason, message);
  }

  /** See {@link LedgerLog#mark}. */
  OptionalLong mark(long position) throws StoreException {
    if (position < 1 || position > fold.lastPosition()) {
      return OptionalLong.empty();
    }
    for (Commit commit : history.after(position - 1)) {
      for (Row row : Row.of(commit, position - 1, position)) {
        EpochKey epoch = row.entry().epochKey();
        String text = position + "/" + commit.id() + "/" + Ids.epoch(epoch) + "/" + row.sequence();
        return OptionalLong.of(Submission.sha256(text.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return OptionalLong.empty();
  }
}
