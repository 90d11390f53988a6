package io.gistwire.server.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.SampleRequest;
import io.gistwire.proto.v1.SearchHit;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchResponse;
import io.gistwire.proto.v1.TimeRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SearchFilterTest extends SearchOnTinyServer {
  @Test
  void filters_hold_together() {
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      gists.add(server.gist(server.randomCode(), null, 1000L * (i + 1)));
    }
    List<String> east = server.putAll("filter", "east", gists);
    server.putAll("filter", "west", gists);
    Filter filter =
        Filter.newBuilder()
            .addSources("sources/east")
            .setCaptureTime(
                TimeRange.newBuilder()
                    .setStartTime(Timestamps.fromMillis(5000))
                    .setEndTime(Timestamps.fromMillis(8000)))
            .build();
    SearchResponse found =
        server
            .search("filter")
            .search(request(code(server.randomCode())).setFilter(filter).build());
    assertEquals(new HashSet<>(east.subList(4, 7)), new HashSet<>(names(found)));
  }

  @Test
  void a_filter_by_labels_takes_gists_whose_attributes_say_so() {
    List<String> all = fill("labels", 40);
    SearchRequest.Builder any = request(code(server.randomCode())).setPageSize(100);
    SearchResponse unfiltered = server.search("labels").search(any.build());
    String label =
        unfiltered.getHitsList().stream()
            .flatMap(hit -> hit.getGist().getLabelsList().stream())
            .findFirst()
            .orElseThrow();
    Set<String> with =
        unfiltered.getHitsList().stream()
            .filter(hit -> hit.getGist().getLabelsList().contains(label))
            .map(SearchHit::getName)
            .collect(Collectors.toSet());
    SearchRequest only = any.setFilter(Filter.newBuilder().addAllLabels(label)).build();
    assertEquals(with, new HashSet<>(names(server.search("labels").search(only))));
    SearchRequest none = any.setFilter(Filter.newBuilder().addNoLabels(label)).build();
    assertEquals(all.size() - with.size(), server.search("labels").search(none).getHitsCount());
  }

  @Test
  void a_filter_that_matches_nothing_gives_an_empty_answer() {
    fill("nothing", 3);
    Filter nowhere = Filter.newBuilder().addSources("sources/nowhere").build();
    SearchRequest request = request(text("snow")).setFilter(nowhere).build();
    assertEquals(0, server.search("nothing").search(request).getHitsCount());
    SampleRequest sample = SampleRequest.newBuilder().setFilter(nowhere).build();
    assertEquals(0, server.search("nothing").sample(sample).getGistsCount());
  }

  @Test
  void pages_follow_each_other_without_gaps_while_new_gists_arrive() {
    fill("pages", 47);
    SearchRequest first = request(code(server.randomCode())).setPageSize(10).build();
    List<String> expected =
        names(server.search("pages").search(first.toBuilder().setPageSize(100).build()));
    List<String> seen = new ArrayList<>();
    String token = "";
    do {
      SearchResponse page =
          server.search("pages").search(first.toBuilder().setPageToken(token).build());
      seen.addAll(names(page));
      token = page.getNextPageToken();
      fill("pages", 5);
    } while (!token.isEmpty());
    assertEquals(expected, seen);
  }
}
