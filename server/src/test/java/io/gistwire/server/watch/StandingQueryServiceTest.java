package io.gistwire.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.AcknowledgeAlertRequest;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.CountRule;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.DeleteWatchRequest;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.GetWatchRequest;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.LabelSet;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.ListAlertsResponse;
import io.gistwire.proto.v1.ListWatchesRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.TestWatchRequest;
import io.gistwire.proto.v1.TestWatchResponse;
import io.gistwire.proto.v1.UpdateWatchRequest;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.proto.v1.WatchResponse;
import io.gistwire.proto.v1.WeeklyHours;
import io.gistwire.server.search.TinyServer;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandingQueryServiceTest {
  private static final long LONG_MILLIS = 60_000;

  @TempDir Path folder;
  private TinyServer server;

  @BeforeEach
  void open() throws Exception {
    server = new TinyServer(folder.resolve("data"));
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private static Watch.Builder like(byte[] code) {
    QueryTerm term = QueryTerm.newBuilder().setCode(ByteString.copyFrom(code)).build();
    return Watch.newBuilder()
        .setCondition(WatchCondition.newBuilder().setQuery(Query.newBuilder().addTerms(term)))
        .setMinScore(0.6f);
  }

  private static Watch.Builder words(String expression) {
    return Watch.newBuilder()
        .setCondition(WatchCondition.newBuilder().setCaptionExpression(expression));
  }

  private Watch create(String tenant, Watch.Builder watch) {
    return server
        .watch(tenant)
        .createWatch(CreateWatchRequest.newBuilder().setWatch(watch).build())
        .getWatch();
  }

  private String put(String tenant, byte[] code, String caption, long capturedMillis) {
    return server.put(tenant, "cam", server.gist(code, caption, capturedMillis));
  }

  private List<Alert> alerts(String tenant) throws InterruptedException {
    assertTrue(server.watches().await(server.ledger().log().lastPosition(), LONG_MILLIS));
    return server.watch(tenant).listAlerts(ListAlertsRequest.getDefaultInstance()).getAlertsList();
  }

  private List<String> alertedGists(String tenant) throws InterruptedException {
    return alerts(tenant).stream().map(Alert::getGist).collect(Collectors.toList());
  }

  private void reopen() throws Exception {
    server.close();
    server = new TinyServer(folder.resolve("data"));
  }

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
  void a_restart_raises_nothing_twice_and_forgets_nothing() throws Exception {
    byte[] wanted = server.randomCode();
    create("acme", like(wanted).setQuietPeriod(Durations.fromSeconds(100)));
    String first = put("acme", wanted, null, 1_000);
    assertEquals(List.of(first), alertedGists("acme"));
    reopen();
    put("acme", wanted, null, 50_000);
    assertEquals(List.of(first), alertedGists("acme"));
    String second = put("acme", wanted, null, 102_000);
    assertEquals(List.of(second, first), alertedGists("acme"));
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
    assertEquals(List.of(late, east), alertedGists("acme"));
  }

  @Test
  void a_stream_replays_what_was_missed_and_goes_on_with_what_comes() throws Exception {
    byte[] wanted = server.randomCode();
    create("acme", like(wanted));
    String first = put("acme", wanted, null, 1);
    String second = put("acme", wanted, null, 2);
    long afterFirst = alerts("acme").get(1).getPosition();
    Context.CancellableContext context = Context.current().withCancellation();
    try {
      context.run(
          () -> {
            Iterator<WatchResponse> stream =
                server
                    .watch("acme")
                    .watch(WatchRequest.newBuilder().setAfterPosition(afterFirst).build());
            assertEquals(second, nextAlert(stream).getGist());
            String third = put("acme", wanted, null, 3);
            assertEquals(third, nextAlert(stream).getGist());
          });
      assertFalse(first.isEmpty());
    } finally {
      context.cancel(null);
    }
  }

  @Test
  void a_stream_says_how_far_the_watches_have_looked() {
    Context.CancellableContext context = Context.current().withCancellation();
    try {
      context.run(
          () -> {
            Iterator<WatchResponse> stream =
                server.watch("acme").watch(WatchRequest.getDefaultInstance());
            assertTrue(stream.next().hasProgress());
            server.watches().signsOfLife();
            assertTrue(stream.next().hasProgress());
          });
    } finally {
      context.cancel(null);
    }
  }

  private static Alert nextAlert(Iterator<WatchResponse> stream) {
    WatchResponse response = stream.next();
    while (!response.hasAlert()) {
      response = stream.next();
    }
    return response.getAlert();
  }

  @Test
  void a_test_over_the_past_says_what_the_watch_would_have_raised() throws Exception {
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

  @Test
  void an_alert_is_acknowledged_once() throws Exception {
    byte[] wanted = server.randomCode();
    create("acme", like(wanted));
    put("acme", wanted, null, 1);
    String name = alerts("acme").get(0).getName();
    AcknowledgeAlertRequest request =
        AcknowledgeAlertRequest.newBuilder().setName(name).setNote("seen").build();
    Alert first = server.watch("acme").acknowledgeAlert(request).getAlert();
    Alert again =
        server
            .watch("acme")
            .acknowledgeAlert(request.toBuilder().setNote("again").build())
            .getAlert();
    assertTrue(first.hasAcknowledgeTime());
    assertEquals(first, again);
    ListAlertsResponse open =
        server
            .watch("acme")
            .listAlerts(ListAlertsRequest.newBuilder().setUnacknowledgedOnly(true).build());
    assertEquals(0, open.getAlertsCount());
  }

  @Test
  void an_update_changes_what_its_mask_names_and_checks_the_etag() {
    Watch watch = create("acme", like(server.randomCode()).setDisplayName("old"));
    UpdateWatchRequest rename =
        UpdateWatchRequest.newBuilder()
            .setWatch(
                Watch.newBuilder()
                    .setName(watch.getName())
                    .setEtag(watch.getEtag())
                    .setDisplayName("new")
                    .setTopShare(0.5f))
            .setUpdateMask(FieldMask.newBuilder().addPaths("display_name"))
            .build();
    Watch renamed = server.watch("acme").updateWatch(rename).getWatch();
    assertEquals("new", renamed.getDisplayName());
    assertEquals(watch.getMinScore(), renamed.getMinScore());
    assertEquals(watch.getCondition(), renamed.getCondition());
    assertRefused("ABORTED ETAG_MISMATCH", () -> server.watch("acme").updateWatch(rename));
  }

  @Test
  void deleting_takes_the_alerts_along() throws Exception {
    byte[] wanted = server.randomCode();
    Watch watch = create("acme", like(wanted));
    put("acme", wanted, null, 1);
    assertEquals(1, alerts("acme").size());
    DeleteWatchRequest delete = DeleteWatchRequest.newBuilder().setName(watch.getName()).build();
    server.watch("acme").deleteWatch(delete);
    put("acme", wanted, null, 2);
    assertEquals(List.of(), alerts("acme"));
    assertRefused("NOT_FOUND NOT_FOUND", () -> server.watch("acme").deleteWatch(delete));
    server.watch("acme").deleteWatch(delete.toBuilder().setAllowMissing(true).build());
  }

  @Test
  void watches_are_listed_in_pages_by_name_and_limited_in_number() {
    for (int i = 0; i < TinyServer.MAX_WATCHES; i++) {
      server
          .watch("many")
          .createWatch(
              CreateWatchRequest.newBuilder().setWatch(words("dog")).setWatchId("w" + i).build());
    }
    assertRefused("RESOURCE_EXHAUSTED QUOTA_EXCEEDED", () -> create("many", words("dog")));
    ListWatchesRequest five = ListWatchesRequest.newBuilder().setPageSize(5).build();
    var first = server.watch("many").listWatches(five);
    var second =
        server
            .watch("many")
            .listWatches(five.toBuilder().setPageToken(first.getNextPageToken()).build());
    assertEquals("watches/w0", first.getWatches(0).getName());
    assertEquals("watches/w5", second.getWatches(0).getName());
    assertEquals(3, second.getWatchesCount());
    assertEquals("", second.getNextPageToken());
  }

  @Test
  void no_call_shows_another_tenants_watches_or_alerts() throws Exception {
    byte[] wanted = server.randomCode();
    Watch theirs = create("theirs", like(wanted));
    String gist = put("theirs", wanted, null, 1);
    String alert = alerts("theirs").get(0).getName();
    var spy = server.watch("spy");
    String missing = "NOT_FOUND NOT_FOUND";
    assertRefused(
        missing,
        () -> spy.getWatch(GetWatchRequest.newBuilder().setName(theirs.getName()).build()));
    assertEquals(0, spy.listWatches(ListWatchesRequest.getDefaultInstance()).getWatchesCount());
    assertRefused(
        missing, () -> spy.updateWatch(UpdateWatchRequest.newBuilder().setWatch(theirs).build()));
    assertRefused(
        missing,
        () -> spy.deleteWatch(DeleteWatchRequest.newBuilder().setName(theirs.getName()).build()));
    assertEquals(
        0,
        spy.listAlerts(ListAlertsRequest.newBuilder().setParent(theirs.getName()).build())
            .getAlertsCount());
    assertRefused(
        missing,
        () -> spy.acknowledgeAlert(AcknowledgeAlertRequest.newBuilder().setName(alert).build()));
    TestWatchRequest test = TestWatchRequest.newBuilder().setWatch(like(wanted)).build();
    assertEquals(0, spy.testWatch(test).getExaminedCount());
    QueryTerm term = QueryTerm.newBuilder().setGist(gist).build();
    WatchCondition stolen =
        WatchCondition.newBuilder().setQuery(Query.newBuilder().addTerms(term)).build();
    assertRefused(missing, () -> create("spy", Watch.newBuilder().setCondition(stolen)));
    Iterator<WatchResponse> stream =
        spy.watch(WatchRequest.newBuilder().setAfterPosition(0).build());
    assertTrue(stream.next().hasProgress());
  }

  @Test
  void a_token_for_some_sources_watches_these_alone() throws Exception {
    byte[] wanted = server.randomCode();
    create("acme", like(wanted));
    Watch limited =
        server
            .watch("acme", "east")
            .createWatch(CreateWatchRequest.newBuilder().setWatch(like(wanted)).build())
            .getWatch();
    assertEquals(List.of("sources/east"), limited.getSourcesList());
    server.put("acme", "west", server.gist(wanted, null, 1));
    assertEquals(1, alerts("acme").size());
    var east = server.watch("acme", "east");
    assertEquals(0, east.listAlerts(ListAlertsRequest.getDefaultInstance()).getAlertsCount());
    assertEquals(1, east.listWatches(ListWatchesRequest.getDefaultInstance()).getWatchesCount());
  }

  @Test
  void bad_watches_are_refused_with_what_is_wrong() {
    byte[] code = server.randomCode();
    String invalid = "INVALID_ARGUMENT FIELD_INVALID";
    refuse(invalid, watch -> watch.clearCondition());
    refuse(invalid, watch -> watch.setMinScore(Float.NaN));
    refuse(invalid, watch -> watch.setTopShare(0));
    refuse(invalid, watch -> watch.setDisplayName("x".repeat(201)));
    refuse(invalid, watch -> watch.setTimeZone("Mars/Base"));
    refuse(invalid, watch -> watch.addHours(WeeklyHours.newBuilder().addDays(8)));
    refuse(invalid, watch -> watch.addHours(WeeklyHours.newBuilder().setEndMinute(1441)));
    refuse(invalid, watch -> watch.setQuietPeriod(Durations.fromDays(8)));
    refuse(invalid, watch -> watch.setQuietPeriod(Durations.fromSeconds(-1)));
    refuse(invalid, watch -> watch.getCountRuleBuilder().setMatchCount(1));
    refuse(invalid, watch -> watch.getCountRuleBuilder().setMatchCount(3));
    refuse(invalid, watch -> watch.addSources("cam"));
    refuse(invalid, watch -> watch.setCondition(words("dog AND").getCondition()));
    refuse(invalid, watch -> watch.setCondition(words("dog").getCondition()).setMinScore(0.5f));
    refuse(invalid, watch -> watch.getConditionBuilder().getQueryBuilder().setCaptionWords("dog"));
    refuse(
        "INVALID_ARGUMENT LABEL_UNKNOWN",
        watch ->
            watch
                .clearThreshold()
                .getConditionBuilder()
                .setLabels(LabelSet.newBuilder().addLabels("no such label")));
    refuse(
        "FAILED_PRECONDITION FINGERPRINT_UNKNOWN",
        watch -> watch.setCodeFingerprint(ByteString.copyFromUtf8("12345678")));
    assertRefused(
        invalid,
        () ->
            server
                .watch("bad")
                .createWatch(
                    CreateWatchRequest.newBuilder()
                        .setWatch(like(code))
                        .setWatchId("Not This")
                        .build()));
    assertRefused(
        invalid,
        () ->
            server
                .watch("bad")
                .watch(WatchRequest.newBuilder().addWatches("x' OR '1'='1").build())
                .next());
  }

  private void refuse(String expected, Consumer<Watch.Builder> change) {
    Watch.Builder watch = like(server.randomCode());
    change.accept(watch);
    assertRefused(expected, () -> create("bad", watch));
  }

  private static void assertRefused(
      String expected, org.junit.jupiter.api.function.Executable call) {
    StatusRuntimeException e = assertThrows(StatusRuntimeException.class, call);
    assertEquals(expected, TinyServer.refusal(e), e.getMessage());
  }
}
