package io.gistwire.server.search;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.protobuf.ByteString;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.ClassLabel;
import io.gistwire.proto.v1.ClassifyRequest;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.GroupNearDuplicatesRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SampleRequest;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchVisibilityTest extends SearchOnTinyServer {
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
}
