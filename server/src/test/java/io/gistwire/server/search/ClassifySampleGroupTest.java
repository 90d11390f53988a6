package io.gistwire.server.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import io.gistwire.proto.v1.ClassLabel;
import io.gistwire.proto.v1.ClassifyRequest;
import io.gistwire.proto.v1.ClassifyResponse;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.GroupNearDuplicatesRequest;
import io.gistwire.proto.v1.GroupNearDuplicatesResponse;
import io.gistwire.proto.v1.SampleRequest;
import io.gistwire.proto.v1.SampleResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ClassifySampleGroupTest extends SearchOnTinyServer {
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
  void a_sample_has_one_of_each_kind_and_counts_whom_it_represents() {
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
}
