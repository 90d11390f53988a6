package io.gistwire.cluster.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A commit as a document, with what it is found by.
 *
 * @param sources {@code tenant|source} of each source that has new gists
 * @param runs of new gists and later layers
 */
record CommitDocument(
    String kind,
    long number,
    long firstPosition,
    long lastPosition,
    Set<String> tenants,
    Set<String> sources,
    Set<String> deletions,
    List<Map<String, Object>> runs,
    Commit content) {

  static CommitDocument of(Commit commit) {
    Set<String> tenants = new LinkedHashSet<>();
    Set<String> sources = new LinkedHashSet<>();
    Set<String> deletions = new LinkedHashSet<>();
    List<Map<String, Object>> runs = new ArrayList<>();
    for (CommitEntry entry : commit.changes()) {
      switch (entry.kind()) {
        case PUT, LAYERS -> {
          tenants.add(entry.sourceKey().tenant());
          sources.add(Ids.source(entry.sourceKey()));
          Map<String, Object> run = new LinkedHashMap<>();
          run.put("epoch", Ids.epoch(entry.epochKey()));
          run.put("first", entry.first());
          run.put("last", entry.last());
          runs.add(run);
        }
        case DELETE -> deletions.add(String.valueOf(entry.id()));
        default -> {}
      }
    }
    return new CommitDocument(
        "commit",
        commit.number(),
        commit.firstPosition(),
        commit.lastPosition(),
        tenants,
        sources,
        deletions,
        runs,
        commit);
  }
}
