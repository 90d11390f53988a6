package io.gistwire.cluster.store;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One document to write.
 *
 * @param condition what must hold, or the write answers with a conflict
 */
public record DocumentWrite(String index, String id, JsonNode document, Condition condition) {
  /** What must hold for a write. */
  public sealed interface Condition {
    /** No document has this id. */
    record Absent() implements Condition {}

    /** The document is the one that was read with these numbers. */
    record Unchanged(long sequenceNumber, long primaryTerm) implements Condition {}

    /** No document with a higher version is there. */
    record Version(long version) implements Condition {}

    /** Nothing. */
    record Always() implements Condition {}
  }

  /** A document that must not be there yet. */
  public static DocumentWrite create(String index, String id, JsonNode document) {
    return new DocumentWrite(index, id, document, new Condition.Absent());
  }

  /** Replaces the document that was read. */
  public static DocumentWrite replace(StoredDocument read, JsonNode document) {
    return new DocumentWrite(
        read.index(),
        read.id(),
        document,
        new Condition.Unchanged(read.sequenceNumber(), read.primaryTerm()));
  }

  /** The same document on another condition. */
  public DocumentWrite on(Condition other) {
    return new DocumentWrite(index, id, document, other);
  }

  /**
   * What became of a write.
   *
   * @param kind what it means for the caller
   * @param reason for an operator; null unless {@code RETRY}
   */
  public record Outcome(Kind kind, long sequenceNumber, long primaryTerm, @Nullable String reason) {
    /** Kinds of outcome. */
    public enum Kind {
      /** Enough copies have it, synced to their disks. */
      DURABLE,
      /** Written, but by too few copies, or a copy failed: write it again. */
      TOO_FEW_COPIES,
      /** The condition did not hold. */
      CONFLICT,
      /** Not written now (overload, a shard without enough copies, a lost node): try again. */
      RETRY
    }

    /** The condition that replaces what this outcome wrote. */
    public Condition unchanged() {
      return new Condition.Unchanged(sequenceNumber, primaryTerm);
    }
  }
}
