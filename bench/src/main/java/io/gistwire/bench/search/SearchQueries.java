package io.gistwire.bench.search;

import io.gistwire.proto.v1.Embedding;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SearchMode;
import io.gistwire.proto.v1.SearchRequest;
import java.util.ArrayList;
import java.util.List;

/** The requests of a benchmark: vectors that no stored gist was made from, and texts. */
final class SearchQueries {
  static final int TOP = 10;

  /** Numbers of the queries' vectors begin here, far beyond those of gists. */
  private static final long FIRST = 1L << 40;

  private static final String[] WHO = {
    "a dog", "two children", "a man in a red coat", "a woman with a bicycle", "a white horse",
    "an old car", "a sailing boat", "a group of people", "a small bird", "a wooden door"
  };
  private static final String[] DOES = {
    "running",
    "waiting",
    "seen from above",
    "close to the camera",
    "half hidden",
    "in the rain",
    "at night",
    "in bright sunlight",
    "beside another one",
    "moving away"
  };
  private static final String[] WHERE = {
    "on a beach", "in a narrow street", "under trees", "in front of a house", "by the water",
    "on a mountain", "in deep snow", "at a market", "on green grass", "in an empty room"
  };

  private SearchQueries() {}

  /** So many queries by a vector. */
  static List<Query> byVector(PhotoLikeVectors vectors, int count) {
    List<Query> queries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Embedding.Builder embedding = Embedding.newBuilder();
      for (float value : vectors.vector(FIRST + i)) {
        embedding.addValues(value);
      }
      queries.add(query(QueryTerm.newBuilder().setEmbedding(embedding)));
    }
    return queries;
  }

  /** So many queries by a text, at most 1,000, no two the same. */
  static List<Query> byText(int count) {
    List<Query> queries = new ArrayList<>();
    for (int i = 0; i < Math.min(1000, count); i++) {
      String text = WHO[i % 10] + " " + DOES[i / 10 % 10] + " " + WHERE[i / 100];
      queries.add(query(QueryTerm.newBuilder().setText(text + ".")));
    }
    return queries;
  }

  private static Query query(QueryTerm.Builder term) {
    return Query.newBuilder().addTerms(term).build();
  }

  /**
   * A request for the ten best.
   *
   * @param sources take the gists of so many of the hundred sources; 100 takes all
   */
  static SearchRequest request(Query query, SearchMode mode, int sources) {
    SearchRequest.Builder request =
        SearchRequest.newBuilder().setQuery(query).setMode(mode).setPageSize(TOP);
    if (sources < GistFill.SOURCES) {
      Filter.Builder filter = request.getFilterBuilder();
      for (int i = 0; i < sources; i++) {
        filter.addSources("sources/" + GistFill.source(i));
      }
    }
    return request.build();
  }
}
