package io.gistwire.server.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.ClassLabel;
import io.gistwire.proto.v1.ClassifyRequest;
import io.gistwire.proto.v1.ClassifyResponse;
import io.gistwire.proto.v1.EmbedPhotoRequest;
import io.gistwire.proto.v1.EmbedPhotoResponse;
import io.gistwire.proto.v1.EmbedTextRequest;
import io.gistwire.proto.v1.Embedding;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.GroupNearDuplicatesRequest;
import io.gistwire.proto.v1.GroupNearDuplicatesResponse;
import io.gistwire.proto.v1.Match;
import io.gistwire.proto.v1.MatchPart;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SampleRequest;
import io.gistwire.proto.v1.SampleResponse;
import io.gistwire.proto.v1.SearchHit;
import io.gistwire.proto.v1.SearchMode;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchResponse;
import io.gistwire.proto.v1.TimeRange;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GistSearchServiceTest {
  private static final Path PHOTO =
      Path.of("../models/src/test/resources/io/gistwire/models/picture/files/rgb.png");

  @TempDir static Path folder;
  private static TinyServer server;

  @BeforeAll
  static void open() throws Exception {
    server = new TinyServer(folder.resolve("data"));
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
  }

  private static QueryTerm text(String text) {
    return QueryTerm.newBuilder().setText(text).build();
  }

  private static QueryTerm code(byte[] code) {
    return QueryTerm.newBuilder().setCode(ByteString.copyFrom(code)).build();
  }

  private static SearchRequest.Builder request(QueryTerm... terms) {
    return SearchRequest.newBuilder().setQuery(Query.newBuilder().addAllTerms(List.of(terms)));
  }

  private static List<String> names(SearchResponse response) {
    return response.getHitsList().stream().map(SearchHit::getName).collect(Collectors.toList());
  }

  private static String put(String tenant, byte[] code, String caption) {
    return server.put(tenant, "cam", server.gist(code, caption, 1_000_000));
  }

  /** Some gists of a tenant that look like nothing in particular. */
  private static List<String> fill(String tenant, int count) {
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      gists.add(server.gist(server.randomCode(), null, 1_000_000 + i * 1000L));
    }
    return server.putAll(tenant, "cam", gists);
  }

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

  @Test
  void classify_counts_labels_over_time_and_gives_examples() throws Exception {
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String label = i % 3 == 0 ? "ball" : "snow";
      gists.add(server.gist(server.codeOf(label), null, i * 1000L + 1));
    }
    server.putAll("classes", "cam", gists);
    ClassifyRequest request =
        ClassifyRequest.newBuilder()
            .addLabels(ClassLabel.newBuilder().setLabel("ball"))
            .addLabels(ClassLabel.newBuilder().setLabel("snow"))
            .setBucketDuration(Durations.fromSeconds(15))
            .build();
    ClassifyResponse response = server.search("classes").classify(request);
    assertEquals(30, response.getClassifiedCount());
    assertEquals(10, response.getLabels(0).getCount());
    assertEquals(20, response.getLabels(1).getCount());
    assertEquals(5, response.getLabels(1).getExamplesCount());
    assertEquals(2, response.getBucketsCount());
    assertEquals(List.of(5L, 10L), response.getBuckets(0).getCountsList());
  }

  @Test
  void classify_gives_probabilities_of_one_code_that_add_up_to_1() throws Exception {
    ClassifyRequest request =
        ClassifyRequest.newBuilder()
            .addLabels(ClassLabel.newBuilder().setLabel("ball"))
            .addLabels(ClassLabel.newBuilder().setLabel("white").addTexts("snow"))
            .setCode(ByteString.copyFrom(server.codeOf("snow")))
            .build();
    ClassifyResponse response = server.search("one").classify(request);
    assertEquals(1, response.getProbabilities(0) + response.getProbabilities(1), 1e-5);
    assertTrue(response.getProbabilities(1) > response.getProbabilities(0));
    assertEquals(1, response.getLabels(1).getCount());
  }

  @Test
  void a_sample_has_one_of_each_kind_and_counts_whom_it_stands_for() {
    List<Gist> gists = new ArrayList<>();
    for (int kind = 0; kind < 4; kind++) {
      byte[] code = server.randomCode();
      for (int copy = 0; copy < 5; copy++) {
        gists.add(server.gist(code, null, 1));
      }
    }
    List<String> names = server.putAll("sample", "cam", gists);
    SampleResponse response =
        server.search("sample").sample(SampleRequest.newBuilder().setSampleCount(4).build());
    Set<Integer> kinds =
        response.getGistsList().stream()
            .map(gist -> names.indexOf(gist.getName()) / 5)
            .collect(Collectors.toSet());
    assertEquals(Set.of(0, 1, 2, 3), kinds);
    response.getGistsList().forEach(gist -> assertEquals(5, gist.getRepresentedCount()));
    assertEquals(20, response.getExaminedCount());
  }

  @Test
  void near_duplicates_are_grouped_largest_first_and_paged() {
    List<Gist> gists = new ArrayList<>();
    for (int group = 0; group < 3; group++) {
      byte[] code = server.randomCode();
      for (int copy = 0; copy <= group; copy++) {
        gists.add(server.gist(code, null, 1000L * gists.size() + 1));
      }
    }
    List<String> names = server.putAll("groups", "cam", gists);
    GroupNearDuplicatesRequest request =
        GroupNearDuplicatesRequest.newBuilder().setPageSize(1).setMinSimilarity(0.99f).build();
    GroupNearDuplicatesResponse first = server.search("groups").groupNearDuplicates(request);
    assertEquals(names.subList(3, 6), first.getGroups(0).getGistsList());
    GroupNearDuplicatesResponse second =
        server
            .search("groups")
            .groupNearDuplicates(
                request.toBuilder().setPageToken(first.getNextPageToken()).build());
    assertEquals(names.subList(1, 3), second.getGroups(0).getGistsList());
    assertEquals("", second.getNextPageToken());
    GroupNearDuplicatesResponse apart =
        server
            .search("groups")
            .groupNearDuplicates(
                request.toBuilder().setMaxTimeApart(Durations.fromMillis(1500)).build());
    assertEquals(2, apart.getGroups(0).getGistCount());
  }

  @Test
  void gists_of_another_fingerprint_are_in_no_result() {
    byte[] code = server.randomCode();
    CodeFingerprint other = CodeFingerprint.parse("00000000deadbeef");
    server.putAll("other", "cam", other, List.of(server.gist(code, "a dog", 1)));
    assertEquals(0, server.search("other").search(request(code(code)).build()).getHitsCount());
    SearchRequest named =
        request(code(code)).setCodeFingerprint(ByteString.copyFrom(other.toByteArray())).build();
    assertRefused(
        "FAILED_PRECONDITION FINGERPRINT_UNKNOWN", () -> server.search("other").search(named));
  }

  @Test
  void a_token_for_some_sources_sees_these_alone() {
    byte[] code = server.randomCode();
    String seen = server.put("some", "east", server.gist(code, "a dog", 1));
    String hidden = server.put("some", "west", server.gist(code, "a dog", 1));
    SearchResponse found = server.search("some", "east").search(request(code(code)).build());
    assertEquals(List.of(seen), names(found));
    SearchRequest like = request(QueryTerm.newBuilder().setGist(hidden).build()).build();
    assertRefused("NOT_FOUND NOT_FOUND", () -> server.search("some", "east").search(like));
    SearchRequest named =
        request(code(code)).setFilter(Filter.newBuilder().addSources("sources/west")).build();
    assertRefused(
        "PERMISSION_DENIED SOURCE_FORBIDDEN", () -> server.search("some", "east").search(named));
  }

  @Test
  void no_call_shows_another_tenants_gists() throws Exception {
    byte[] code = server.codeOf("secret snow");
    List<String> secret =
        server.putAll(
            "theirs",
            "cam",
            List.of(server.gist(code, "secret snow", 1), server.gist(code, "secret snow", 1)));
    var spy = server.search("spy");
    assertEquals(0, spy.search(request(text("secret snow")).build()).getHitsCount());
    SearchRequest words =
        SearchRequest.newBuilder().setQuery(Query.newBuilder().setCaptionWords("secret")).build();
    assertEquals(0, spy.search(words).getHitsCount());
    SearchRequest like = request(QueryTerm.newBuilder().setGist(secret.get(0)).build()).build();
    assertRefused("NOT_FOUND NOT_FOUND", () -> spy.search(like));
    ClassifyRequest.Builder classes =
        ClassifyRequest.newBuilder().addLabels(ClassLabel.newBuilder().setLabel("snow"));
    assertEquals(0, spy.classify(classes.build()).getClassifiedCount());
    assertRefused(
        "NOT_FOUND NOT_FOUND", () -> spy.classify(classes.setGist(secret.get(0)).build()));
    assertEquals(
        0,
        spy.groupNearDuplicates(GroupNearDuplicatesRequest.getDefaultInstance())
            .getExaminedCount());
    assertEquals(0, spy.sample(SampleRequest.getDefaultInstance()).getExaminedCount());
    SearchRequest paged = request(code(code)).setPageSize(1).build();
    String token = server.search("theirs").search(paged).getNextPageToken();
    assertNotEquals("", token);
    assertRefused(
        "INVALID_ARGUMENT PAGE_TOKEN_INVALID",
        () -> spy.search(paged.toBuilder().setPageToken(token).build()));
  }

  @Test
  void bad_input_is_refused_with_what_is_wrong() {
    String invalid = "INVALID_ARGUMENT FIELD_INVALID";
    refuse(invalid, request -> request.clearQuery());
    refuse(invalid, request -> request.getQueryBuilder().clearTerms().addTerms(text("  ")));
    refuse(
        invalid,
        request -> request.getQueryBuilder().clearTerms().addTerms(text("x".repeat(10_000))));
    refuse(invalid, request -> request.getQueryBuilder().setCaptionWords("-dog"));
    refuse(invalid, request -> request.getQueryBuilder().setCaptionWords("\"a dog"));
    refuse(invalid, request -> request.getQueryBuilder().setCaptionWords("x".repeat(1001)));
    refuse(invalid, request -> request.getQueryBuilder().setCaptionShare(Float.NaN));
    refuse(invalid, request -> request.getQueryBuilder().addTerms(embedding(15, 1)));
    refuse(invalid, request -> request.getQueryBuilder().addTerms(embedding(16, Float.NaN)));
    refuse(invalid, request -> request.getQueryBuilder().addTerms(embedding(16, 0)));
    refuse(invalid, request -> request.getQueryBuilder().addTerms(code(new byte[17])));
    refuse(invalid, request -> request.getQueryBuilder().addTerms(code(new byte[0])));
    refuse(invalid, request -> request.getQueryBuilder().addTerms(QueryTerm.newBuilder()));
    refuse(
        invalid,
        request -> request.getQueryBuilder().addTerms(QueryTerm.newBuilder().setGist("gists/7")));
    refuse(
        invalid,
        request ->
            request
                .getQueryBuilder()
                .addTerms(text("a").toBuilder().setWeight(Float.POSITIVE_INFINITY)));
    refuse(
        invalid,
        request -> request.getQueryBuilder().addTerms(text("a").toBuilder().setLabelWeight(-1)));
    refuse(
        invalid,
        request -> {
          QueryTerm term = request.getQuery().getTerms(0);
          request.getQueryBuilder().addTerms(term.toBuilder().setWeight(-1));
        });
    refuse(
        invalid,
        request -> {
          for (int i = 0; i < 32; i++) {
            request.getQueryBuilder().addTerms(text("a"));
          }
        });
    refuse(invalid, request -> request.setPageSize(1001));
    refuse(invalid, request -> request.setPageSize(-1));
    refuse(invalid, request -> request.setMinScore(Float.NaN));
    refuse(invalid, request -> request.setCandidateCount(10_001));
    refuse(invalid, request -> request.setModeValue(9));
    refuse(invalid, request -> request.getReadMaskBuilder().addPaths("tenant"));
    refuse(invalid, request -> request.getFilterBuilder().addSources("cam"));
    refuse(
        invalid,
        request ->
            request
                .getFilterBuilder()
                .getCaptureTimeBuilder()
                .setStartTime(Timestamps.fromMillis(2))
                .setEndTime(Timestamps.fromMillis(1)));
    refuse(invalid, request -> request.getFilterBuilder().addLayersValue(77));
    refuse(invalid, request -> request.setCodeFingerprint(ByteString.copyFromUtf8("x")));
    refuse(
        "FAILED_PRECONDITION FINGERPRINT_UNKNOWN",
        request -> request.setCodeFingerprint(ByteString.copyFromUtf8("12345678")));
    refuse(
        "INVALID_ARGUMENT LABEL_UNKNOWN",
        request -> request.getFilterBuilder().addAnyLabels("no such label"));
    refuse(
        "INVALID_ARGUMENT PHOTO_UNREADABLE",
        request ->
            request
                .getQueryBuilder()
                .addTerms(QueryTerm.newBuilder().setPhoto(ByteString.copyFromUtf8("no"))));
    refuse("INVALID_ARGUMENT PAGE_TOKEN_INVALID", request -> request.setPageToken("bm90IG91cnM"));
    refuse(
        "NOT_FOUND NOT_FOUND",
        request ->
            request
                .getQueryBuilder()
                .addTerms(QueryTerm.newBuilder().setGist("sources/cam/gists/00000000000000ff-1")));
  }

  @Test
  void bad_classifications_samples_and_groups_are_refused() {
    String invalid = "INVALID_ARGUMENT FIELD_INVALID";
    var search = server.search("bad");
    ClassLabel snow = ClassLabel.newBuilder().setLabel("snow").build();
    List<ClassLabel> many = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      many.add(ClassLabel.newBuilder().setLabel("label " + i).build());
    }
    List<ClassifyRequest> classes =
        List.of(
            ClassifyRequest.getDefaultInstance(),
            ClassifyRequest.newBuilder().addAllLabels(many).build(),
            ClassifyRequest.newBuilder().addLabels(snow).addLabels(snow).build(),
            ClassifyRequest.newBuilder().addLabels(snow.toBuilder().setLabel(" ")).build(),
            ClassifyRequest.newBuilder()
                .addLabels(snow)
                .setBucketDuration(Durations.fromMillis(3))
                .build(),
            ClassifyRequest.newBuilder().addLabels(snow).setMinProbability(2).build());
    for (ClassifyRequest request : classes) {
      assertRefused(invalid, () -> search.classify(request));
    }
    assertRefused(
        invalid, () -> search.sample(SampleRequest.newBuilder().setSampleCount(257).build()));
    assertRefused(
        invalid,
        () ->
            search.groupNearDuplicates(
                GroupNearDuplicatesRequest.newBuilder().setMinSimilarity(0.1f).build()));
    assertRefused(invalid, () -> search.embedText(EmbedTextRequest.getDefaultInstance()));
    assertRefused(
        invalid, () -> search.embedText(EmbedTextRequest.newBuilder().addTexts("").build()));
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
  void a_call_whose_deadline_has_passed_ends_with_it() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      texts.add("a text of its own " + i);
    }
    EmbedTextRequest request = EmbedTextRequest.newBuilder().addAllTexts(texts).build();
    StatusRuntimeException e =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                server
                    .search("deadline")
                    .withDeadlineAfter(1, TimeUnit.MILLISECONDS)
                    .embedText(request));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, e.getStatus().getCode());
  }

  @Test
  void a_cancelled_call_ends() {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Context.CancellableContext context = Context.current().withCancellation();
    timer.schedule(() -> context.cancel(null), 5, TimeUnit.MILLISECONDS);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      texts.add("another text of its own " + i);
    }
    EmbedTextRequest request = EmbedTextRequest.newBuilder().addAllTexts(texts).build();
    StatusRuntimeException e =
        assertThrows(
            StatusRuntimeException.class,
            () -> context.call(() -> server.search("cancel").embedText(request)));
    assertEquals(Status.Code.CANCELLED, e.getStatus().getCode());
    timer.shutdownNow();
  }

  private static QueryTerm embedding(int numbers, float value) {
    Embedding.Builder embedding = Embedding.newBuilder();
    for (int i = 0; i < numbers; i++) {
      embedding.addValues(value);
    }
    return QueryTerm.newBuilder().setEmbedding(embedding).build();
  }

  private static void refuse(String expected, Consumer<SearchRequest.Builder> change) {
    SearchRequest.Builder request = request(text("a dog"));
    change.accept(request);
    assertRefused(expected, () -> server.search("bad").search(request.build()));
  }

  private static void assertRefused(
      String expected, org.junit.jupiter.api.function.Executable call) {
    StatusRuntimeException e = assertThrows(StatusRuntimeException.class, call);
    assertEquals(expected, TinyServer.refusal(e), e.getMessage());
  }
}
