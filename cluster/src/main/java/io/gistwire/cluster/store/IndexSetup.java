package io.gistwire.cluster.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Makes indices with explicit mappings, and refuses those of a newer version. */
public final class IndexSetup {
  private final Rest rest;
  private final int replicas;

  /** For indices with so many further copies. */
  public IndexSetup(Rest rest, int replicas) {
    this.rest = rest;
    this.replicas = replicas;
  }

  /**
   * Makes an index unless it is there.
   *
   * @param resource JSON with {@code mappings}, beside this class
   * @param shards of a new index
   * @throws IOException when OpenSearch refuses, or the index was made by a newer version
   */
  public void require(String index, String resource, int shards) throws IOException {
    JsonNode wanted = load(resource);
    Rest.Answer present = rest.json("GET", "/" + index + "/_mapping", Map.of(), null);
    if (present.status() == 404) {
      create(index, wanted, shards);
      present = rest.json("GET", "/" + index + "/_mapping", Map.of(), null);
    }
    JsonNode mappings = present.require(200).elements().next().path("mappings");
    int version = mappings.path("_meta").path("version").asInt();
    int known = wanted.path("mappings").path("_meta").path("version").asInt();
    if (version != known) {
      throw new IOException(
          "index '"
              + index
              + "' has mapping version "
              + version
              + ", this server knows "
              + known
              + (version > known
                  ? "; start the newer server again"
                  : "; restore it into a new prefix with the server that wrote it"));
    }
  }

  private void create(String index, JsonNode wanted, int shards) throws IOException {
    ObjectNode body = Json.object();
    ObjectNode settings = body.putObject("settings");
    settings.put("number_of_shards", shards);
    settings.put("number_of_replicas", replicas);
    settings.put("index.translog.durability", "request");
    settings.put("index.refresh_interval", wanted.path("refresh_interval").asText("1s"));
    settings.put("index.unassigned.node_left.delayed_timeout", "10s");
    body.set("mappings", wanted.path("mappings"));
    Rest.Answer answer =
        rest.json(
            "PUT",
            "/" + index,
            Map.of("wait_for_active_shards", Integer.toString(replicas + 1), "timeout", "30s"),
            body);
    if (answer.status() != 200 && !answer.text().contains("resource_already_exists_exception")) {
      answer.require(200);
    }
  }

  private static JsonNode load(String resource) throws IOException {
    try (InputStream in = IndexSetup.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource);
      }
      return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
