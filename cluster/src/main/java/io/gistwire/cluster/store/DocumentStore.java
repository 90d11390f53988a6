package io.gistwire.cluster.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes documents. Each call is one try: what is to be done about a failure decides the
 * caller. Blocks; thread-safe.
 *
 * <p>{@code wait_for_active_shards} is only a check before the write; whether a write counts tells
 * the answer for its document.
 */
public final class DocumentStore {
  /** Documents in one bulk request. */
  private static final int BULK_DOCUMENTS = 1000;

  /** Bytes after which a bulk request is closed; OpenSearch advises 5 to 15 MB. */
  private static final int BULK_BYTES = 8 * 1024 * 1024;

  /** How long OpenSearch itself waits for a shard before it refuses a write. */
  private static final String WRITE_TIMEOUT = "10s";

  private final Rest rest;
  private final int requiredCopies;
  private final AckRule ackRule;
  private final ObjectMapper mapper = Json.MAPPER;

  /** A store on this connection. */
  public DocumentStore(Rest rest, int requiredCopies) {
    this.rest = rest;
    this.requiredCopies = requiredCopies;
    ackRule = new AckRule(requiredCopies);
  }

  /** The connection. */
  public Rest rest() {
    return rest;
  }

  /** Writes documents, one outcome for each in the same order. */
  public List<DocumentWrite.Outcome> write(List<DocumentWrite> writes) throws StoreException {
    List<DocumentWrite.Outcome> outcomes = new ArrayList<>(writes.size());
    StringBuilder body = new StringBuilder();
    int count = 0;
    for (DocumentWrite write : writes) {
      append(body, write);
      count++;
      if (count == BULK_DOCUMENTS || body.length() > BULK_BYTES) {
        send(body, outcomes);
        body.setLength(0);
        count = 0;
      }
    }
    if (count > 0) {
      send(body, outcomes);
    }
    return outcomes;
  }

  private void append(StringBuilder body, DocumentWrite write) {
    ObjectNode action = mapper.createObjectNode();
    ObjectNode meta =
        action.putObject(
            write.condition() instanceof DocumentWrite.Condition.Absent ? "create" : "index");
    meta.put("_index", write.index()).put("_id", write.id());
    if (write.condition() instanceof DocumentWrite.Condition.Unchanged unchanged) {
      meta.put("if_seq_no", unchanged.sequenceNumber());
      meta.put("if_primary_term", unchanged.primaryTerm());
    } else if (write.condition() instanceof DocumentWrite.Condition.Version version) {
      meta.put("version", version.version()).put("version_type", "external_gte");
    }
    body.append(line(action)).append('\n').append(line(write.document())).append('\n');
  }

  private String line(JsonNode node) {
    try {
      return mapper.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document is no JSON: " + e.getMessage(), e);
    }
  }

  private void send(StringBuilder body, List<DocumentWrite.Outcome> outcomes)
      throws StoreException {
    Rest.Answer answer =
        rest.lines(
            "POST",
            "/_bulk",
            Map.of(
                "timeout",
                WRITE_TIMEOUT,
                "wait_for_active_shards",
                Integer.toString(requiredCopies)),
            body.toString());
    for (JsonNode item : answer.require(200).path("items")) {
      outcomes.add(ackRule.outcome(item.elements().next()));
    }
  }

  /** The document as of its last write, from the primary copy. */
  public Optional<StoredDocument> read(String index, String id) throws StoreException {
    return read(index, List.of(id)).get(0);
  }

  /** Documents as of their last writes, from the primary copies, in the order of the ids. */
  public List<Optional<StoredDocument>> read(String index, List<String> ids) throws StoreException {
    List<Optional<StoredDocument>> found = new ArrayList<>(ids.size());
    for (int from = 0; from < ids.size(); from += BULK_DOCUMENTS) {
      ObjectNode body = mapper.createObjectNode();
      ArrayNode names = body.putArray("ids");
      ids.subList(from, Math.min(ids.size(), from + BULK_DOCUMENTS)).forEach(names::add);
      JsonNode answer =
          rest.json("POST", "/" + index + "/_mget", Map.of("preference", "_primary"), body)
              .require(200);
      for (JsonNode item : answer.path("docs")) {
        found.add(document(item));
      }
    }
    return found;
  }

  private static Optional<StoredDocument> document(JsonNode item) throws StoreException {
    if (item.has("error")) {
      throw new StoreException(
          503, "a document cannot be read: " + item.path("error").path("reason").asText());
    }
    if (!item.path("found").asBoolean()) {
      return Optional.empty();
    }
    return Optional.of(
        new StoredDocument(
            item.path("_index").asText(),
            item.path("_id").asText(),
            item.path("_source"),
            item.path("_seq_no").asLong(),
            item.path("_primary_term").asLong()));
  }

  /**
   * Documents that match, as of the last refresh of the index.
   *
   * @param request body of a search request; with a {@code sort}
   */
  public List<StoredDocument> search(String index, ObjectNode request) throws StoreException {
    List<StoredDocument> found = new ArrayList<>();
    request.put("seq_no_primary_term", true).put("track_total_hits", false);
    JsonNode answer =
        rest.json(
                "POST",
                "/" + index + "/_search",
                Map.of("allow_partial_search_results", "false"),
                request)
            .require(200);
    for (JsonNode hit : answer.path("hits").path("hits")) {
      found.add(
          new StoredDocument(
              hit.path("_index").asText(),
              hit.path("_id").asText(),
              hit.path("_source"),
              hit.path("_seq_no").asLong(),
              hit.path("_primary_term").asLong()));
    }
    return found;
  }

  /** Makes what was written so far visible to {@link #search}. */
  public void refresh(String index) throws StoreException {
    rest.json("POST", "/" + index + "/_refresh", Map.of(), null).require(200);
  }

  /** Removes documents for good, whether or not they are there. */
  public void remove(String index, List<String> ids) throws StoreException {
    StringBuilder body = new StringBuilder();
    for (String id : ids) {
      ObjectNode action = mapper.createObjectNode();
      action.putObject("delete").put("_index", index).put("_id", id);
      body.append(line(action)).append('\n');
    }
    Rest.Answer answer =
        rest.lines("POST", "/_bulk", Map.of("timeout", WRITE_TIMEOUT), body.toString());
    for (JsonNode item : answer.require(200).path("items")) {
      int status = item.path("delete").path("status").asInt();
      if (status != 200 && status != 404) {
        throw new StoreException(status, "a document was not removed: status " + status);
      }
    }
  }
}
