package io.gistwire.server.watch.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.CountRule;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.GetWatchRequest;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.LabelSet;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.TestWatchRequest;
import io.gistwire.proto.v1.TestWatchResponse;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WeeklyHours;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StandingQueryServiceTest extends WatchesOnTinyServer {
  @Test
  void a_watch_raises_what_it_is_like_and_nothing_that_was_there_before() throws Exception {
    byte[] wanted = server.randomCode();
    put("acme", wanted, null, 1);
    Watch watch = create("acme", like(wanted));
    String matching = put("acme", wanted, "a dog", 5000);
    put("acme", server.randomCode(), null, 6000);
    put("umbrella", wanted, null, 7000);
    List<Alert> alerts = alerts("acme");
    assertEquals(1, alerts.size(), alerts.toString());
    Alert alert = alerts.get(0);
    assertEquals(matching, alert.getGist());
    assertEquals("sources/cam", alert.getSource());
    assertEquals("a dog", alert.getCaption());
    assertEquals(0.6f, alert.getThreshold(), 1e-6);
    assertTrue(alert.getScore() >= 0.6f);
    assertEquals(Timestamps.fromMillis(5000), alert.getCaptureTime());
    assertTrue(alert.getName().startsWith(watch.getName() + "/alerts/"), alert.getName());
    Watch counted =
        server
            .watch("acme")
            .getWatch(GetWatchRequest.newBuilder().setName(watch.getName()).build())
            .getWatch();
    assertEquals(1, counted.getAlertCount());
    assertEquals(alert.getRaiseTime(), counted.getLastAlertTime());
  }

  @Test
  void words_and_labels_raise_too() throws Exception {
    byte[] code = server.randomCode();
    put("acme", code, null, 1);
    SearchRequest search =
        SearchRequest.newBuilder()
            .setQuery(
                Query.newBuilder()
                    .addTerms(QueryTerm.newBuilder().setCode(ByteString.copyFrom(code))))
            .build();
    List<String> labels = server.search("acme").search(search).getHits(0).getGist().getLabelsList();
    assertFalse(labels.isEmpty(), "the tiny pack's codes imply labels");
    create("acme", words("person AND (car OR truck) NOT night"));
    create(
        "acme",
        Watch.newBuilder()
            .setCondition(
                WatchCondition.newBuilder()
                    .setLabels(LabelSet.newBuilder().addLabels(labels.get(0)))));
    String truck = put("acme", server.randomCode(), "a person near a truck", 2);
    put("acme", server.randomCode(), "a person near a truck at night", 3);
    String labelled = put("acme", code, null, 4);
    List<Alert> alerts = alerts("acme");
    assertTrue(
        alerts.stream()
            .anyMatch(
                alert ->
                    alert.getGist().equals(truck)
                        && alert.getMatches(0).getTermsList().equals(List.of("person", "truck"))),
        alerts.toString());
    assertTrue(
        alerts.stream()
            .anyMatch(
                alert ->
                    alert.getGist().equals(labelled)
                        && alert.getMatches(0).getTermsList().equals(labels.subList(0, 1))),
        alerts.toString());
  }

  @Test
  void a_count_rule_names_the_gists_that_counted() throws Exception {
    byte[] wanted = server.randomCode();
    CountRule rule =
        CountRule.newBuilder().setMatchCount(3).setWindow(Durations.fromSeconds(10)).build();
    create("acme", like(wanted).setCountRule(rule));
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      names.add(put("acme", wanted, null, 1000L * (i + 1)));
    }
    List<Alert> alerts = alerts("acme");
    assertEquals(1, alerts.size());
    assertEquals(names, alerts.get(0).getCountedGistsList());
  }

  @Test
  void the_top_share_of_a_source_raises_about_that_share() throws Exception {
    byte[] wanted = server.randomCode();
    create("acme", like(wanted).setTopShare(0.05f));
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      gists.add(server.gist(server.randomCode(), null, 1000L + i));
    }
    server.putAll("acme", "cam", gists);
    alerts("acme");
    ListAlertsRequest all = ListAlertsRequest.newBuilder().setPageSize(1000).build();
    int count = server.watch("acme").listAlerts(all).getAlertsCount();
    assertTrue(count > 75 && count < 300, count + " of 3000 for a share of 150");
  }

  @Test
  void sources_hours_and_disabled_are_obeyed() throws Exception {
    byte[] wanted = server.randomCode();
    create("acme", like(wanted).addSources("sources/east"));
    create("acme", like(wanted).setDisabled(true));
    create(
        "acme",
        like(wanted).addHours(WeeklyHours.newBuilder().setStartMinute(60).setEndMinute(120)));
    Gist atHalfPastMidnight = server.gist(wanted, null, 30 * 60_000);
    Gist atHalfPastOne = server.gist(wanted, null, 90 * 60_000);
    server.put("acme", "west", atHalfPastMidnight);
    String east = server.put("acme", "east", atHalfPastMidnight);
    String late = server.put("acme", "west", atHalfPastOne);
    // What two watches raise in one slice of the log comes watch by watch.
    assertEquals(List.of(east, late), alertedGists("acme").stream().sorted().toList());
  }

  @Test
  void a_test_over_the_past_states_what_the_watch_would_have_raised() throws Exception {
    byte[] wanted = server.randomCode();
    Watch.Builder watch = like(wanted).setMinScore(0.3f).setQuietPeriod(Durations.fromSeconds(5));
    Watch live = create("acme", watch);
    for (int i = 0; i < 20; i++) {
      byte[] code = i % 2 == 0 ? wanted : server.randomCode();
      put("acme", code, i == 4 ? "a cat" : null, 1000L * (i + 1));
    }
    List<String> raised = alertedGists("acme");
    java.util.Collections.reverse(raised);
    TestWatchResponse tested =
        server
            .watch("acme")
            .testWatch(
                TestWatchRequest.newBuilder()
                    .setWatch(watch.setMinScore(live.getMinScore()))
                    .setFilter(Filter.getDefaultInstance())
                    .build());
    assertEquals(
        raised, tested.getAlertsList().stream().map(Alert::getGist).collect(Collectors.toList()));
    assertEquals(20, tested.getExaminedCount());
    assertTrue(tested.getMatchCount() >= 10);
    TestWatchResponse cats =
        server
            .watch("acme")
            .testWatch(TestWatchRequest.newBuilder().setWatch(words("cat")).build());
    assertEquals(1, cats.getAlertCount());
  }
}
