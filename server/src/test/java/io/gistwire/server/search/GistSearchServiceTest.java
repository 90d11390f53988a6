package io.gistwire.server.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import io.gistwire.proto.v1.EmbedPhotoRequest;
import io.gistwire.proto.v1.EmbedPhotoResponse;
import io.gistwire.proto.v1.Match;
import io.gistwire.proto.v1.MatchPart;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SearchHit;
import io.gistwire.proto.v1.SearchMode;
import io.gistwire.proto.v1.SearchOrder;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GistSearchServiceTest extends SearchOnTinyServer {
  @Test
  void a_gist_that_was_acked_is_found_by_text_at_once() throws Exception {
    fill("text", 50);
    String name = put("text", server.codeOf("a red ball on the beach"), "a red ball");
    SearchResponse found =
        server.search("text").search(request(text("a red ball on the beach")).build());
    SearchHit first = found.getHits(0);
    assertEquals(name, first.getName());
    assertEquals("a red ball", first.getGist().getCaption());
    assertFalse(first.getGist().hasGist());
    assertEquals(3, first.getGist().getLayerSizesCount());
    Match why = first.getMatches(0);
    assertEquals(MatchPart.MATCH_PART_EMBEDDING, why.getPart());
    assertEquals(List.of("a red ball on the beach"), why.getTermsList());
    assertEquals(1, why.getRank());
    assertEquals(server.ledger().log().lastPosition(), found.getPosition());
  }

  @Test
  void vector_code_gist_and_photo_find_what_is_like_them() throws Exception {
    fill("kinds", 30);
    byte[] photo = Files.readAllBytes(PHOTO);
    EmbedPhotoResponse embedded =
        server
            .search("kinds")
            .embedPhoto(
                EmbedPhotoRequest.newBuilder().setPhoto(ByteString.copyFrom(photo)).build());
    String name = put("kinds", embedded.getCode().toByteArray(), null);
    List<QueryTerm> kinds =
        List.of(
            code(embedded.getCode().toByteArray()),
            QueryTerm.newBuilder().setEmbedding(embedded.getEmbedding()).build(),
            QueryTerm.newBuilder().setGist(name).build(),
            QueryTerm.newBuilder().setPhoto(ByteString.copyFrom(photo)).build());
    for (QueryTerm kind : kinds) {
      SearchResponse found = server.search("kinds").search(request(kind).build());
      assertEquals(name, found.getHits(0).getName(), kind.getKindCase().name());
      assertTrue(found.getHits(0).getSimilarity() > 0.9, found.getHits(0).toString());
    }
  }

  @Test
  void a_term_with_a_weight_below_0_pushes_away() {
    byte[] liked = server.randomCode();
    byte[] disliked = server.randomCode();
    String plus = put("minus", liked, null);
    String minus = put("minus", disliked, null);
    QueryTerm less = code(disliked).toBuilder().setWeight(-1).build();
    SearchResponse found = server.search("minus").search(request(code(liked), less).build());
    assertEquals(List.of(plus, minus), names(found));
    assertTrue(found.getHits(1).getSimilarity() < 0);
  }

  @Test
  void words_alone_rank_by_captions_and_say_which_words_matched() {
    put("words", server.randomCode(), "a cat sleeps");
    String dogs = put("words", server.randomCode(), "two dogs run in the snow");
    SearchRequest words =
        SearchRequest.newBuilder()
            .setQuery(Query.newBuilder().setCaptionWords("dog snow piano"))
            .build();
    SearchResponse found = server.search("words").search(words);
    assertEquals(List.of(dogs), names(found));
    Match why = found.getHits(0).getMatches(0);
    assertEquals(MatchPart.MATCH_PART_CAPTION, why.getPart());
    assertEquals(List.of("dog", "snow"), why.getTermsList());
  }

  @Test
  void a_hybrid_query_puts_first_what_both_rankings_like() {
    byte[] wanted = server.randomCode();
    String both = put("hybrid", wanted, "two dogs run");
    put("hybrid", wanted, "a cat sleeps");
    put("hybrid", server.randomCode(), "two dogs run");
    SearchRequest hybrid =
        SearchRequest.newBuilder()
            .setQuery(Query.newBuilder().addTerms(code(wanted)).setCaptionWords("dogs"))
            .build();
    SearchHit first = server.search("hybrid").search(hybrid).getHits(0);
    assertEquals(both, first.getName());
    assertEquals(2, first.getMatchesCount());
  }

  @Test
  void hits_below_the_calibrated_minimum_are_left_out() throws Exception {
    fill("minimum", 100);
    put("minimum", server.codeOf("snow on a mountain"), null);
    SearchRequest.Builder all = request(text("snow on a mountain")).setPageSize(200);
    SearchResponse some = server.search("minimum").search(all.setMinScore(0.5f).build());
    assertTrue(some.getHitsCount() >= 1 && some.getHitsCount() < 50, some.getHitsCount() + "");
    assertTrue(some.getHitsList().stream().allMatch(hit -> hit.getScore() >= 0.5f));
  }

  @Test
  void hits_above_a_score_are_returned_newest_first_over_pages() {
    byte[] wanted = server.randomCode();
    List<String> alike = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      fill("newest", 30);
      alike.add(0, put("newest", wanted, null));
    }
    SearchRequest.Builder request =
        request(code(wanted))
            .setMinScore(0.34f)
            .setOrder(SearchOrder.SEARCH_ORDER_NEWEST)
            .setPageSize(3);
    List<String> found = new ArrayList<>();
    SearchResponse page;
    do {
      page = server.search("newest").search(request.build());
      page.getHitsList().stream()
          .map(SearchHit::getName)
          .filter(alike::contains)
          .forEach(found::add);
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    assertEquals(alike, found);
  }

  @Test
  void a_read_mask_chooses_fields() {
    fill("mask", 1);
    SearchRequest request =
        request(code(server.randomCode()))
            .setReadMask(FieldMask.newBuilder().addPaths("gist").addPaths("name"))
            .build();
    SearchHit hit = server.search("mask").search(request).getHits(0);
    assertTrue(hit.getGist().hasGist());
    assertEquals(hit.getName(), hit.getGist().getName());
    assertEquals(0, hit.getGist().getPosition());
  }

  @Test
  void forced_modes_are_reported_and_find_the_same_in_a_small_collection() {
    fill("modes", 60);
    SearchRequest.Builder any = request(code(server.randomCode()));
    SearchResponse scan =
        server.search("modes").search(any.setMode(SearchMode.SEARCH_MODE_SCAN).build());
    SearchResponse cells =
        server
            .search("modes")
            .search(any.setMode(SearchMode.SEARCH_MODE_GRAPH).setCandidateCount(1000).build());
    assertEquals(SearchMode.SEARCH_MODE_SCAN, scan.getModeUsed());
    assertEquals(SearchMode.SEARCH_MODE_GRAPH, cells.getModeUsed());
    assertEquals(60, scan.getScannedCount());
    assertEquals(names(scan), names(cells));
  }
}
