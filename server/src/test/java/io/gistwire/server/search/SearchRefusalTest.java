package io.gistwire.server.search;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.ClassLabel;
import io.gistwire.proto.v1.ClassifyRequest;
import io.gistwire.proto.v1.EmbedTextRequest;
import io.gistwire.proto.v1.GroupNearDuplicatesRequest;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SampleRequest;
import io.gistwire.proto.v1.SearchOrder;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SearchRefusalTest extends SearchOnTinyServer {
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
    refuse(invalid, request -> request.setOrderValue(9).setMinScore(0.5f));
    refuse(invalid, request -> request.setOrder(SearchOrder.SEARCH_ORDER_NEWEST));
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
}
