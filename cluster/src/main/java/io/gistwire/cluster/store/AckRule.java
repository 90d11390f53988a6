package io.gistwire.cluster.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.gistwire.cluster.store.DocumentWrite.Outcome;

/**
 * What OpenSearch's answer for one document of a bulk request means. A write is durable when no
 * copy failed and at least the required number succeeded: with {@code translog.durability=request}
 * each of them has synced it.
 */
record AckRule(int requiredCopies) {

  Outcome outcome(JsonNode item) {
    int status = item.path("status").asInt();
    if (status == 409) {
      return new Outcome(Outcome.Kind.CONFLICT, 0, 0, null);
    }
    if (status == 200 || status == 201) {
      return new Outcome(
          hasEnoughCopies(item.path("_shards"))
              ? Outcome.Kind.DURABLE
              : Outcome.Kind.TOO_FEW_COPIES,
          item.path("_seq_no").asLong(),
          item.path("_primary_term").asLong(),
          null);
    }
    String reason = status + " " + item.path("error").path("reason").asText();
    // 404: the index is being made, or a node does not know of it yet. 400 for copies: the index
    // has
    // fewer than an ack needs, until an operator sets number_of_replicas again.
    boolean isShort = status == 400 && reason.contains("shard count");
    if (status == 429 || status == 404 || status >= 500 || isShort) {
      return new Outcome(Outcome.Kind.RETRY, 0, 0, reason);
    }
    throw new IllegalStateException("OpenSearch refuses a document for good: " + reason);
  }

  private boolean hasEnoughCopies(JsonNode shards) {
    return shards.path("failed").asInt(-1) == 0
        && shards.path("successful").asInt() >= requiredCopies;
  }
}
