package io.gistwire.server.watch.calls;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.DeleteWatchRequest;
import io.gistwire.proto.v1.LabelSet;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.ListWatchesRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.UpdateWatchRequest;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.proto.v1.WeeklyHours;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.search.TinyServer;
import io.gistwire.server.watch.matching.Watches;
import io.gistwire.server.watch.store.StoredWatch;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class WatchRegistryTest extends WatchesOnTinyServer {
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
  void a_watch_whose_gist_was_deleted_can_still_be_changed_and_matches() throws Exception {
    byte[] wanted = server.randomCode();
    String name = put("acme", wanted, null, 1);
    QueryTerm term = QueryTerm.newBuilder().setGist(name).build();
    Watch watch =
        create(
            "acme",
            Watch.newBuilder()
                .setCondition(
                    WatchCondition.newBuilder().setQuery(Query.newBuilder().addTerms(term))));
    GistKey key = GistKey.parse("acme", name).orElseThrow();
    server.ledger().delete(key).join();
    UpdateWatchRequest rename =
        UpdateWatchRequest.newBuilder()
            .setWatch(watch.toBuilder().setDisplayName("like one that no longer exists"))
            .build();
    Watch renamed = server.watch("acme").updateWatch(rename).getWatch();
    assertEquals("like one that no longer exists", renamed.getDisplayName());
    String like = put("acme", wanted, null, 2);
    assertEquals(List.of(like), alertedGists("acme"));
  }

  @Test
  void a_change_of_a_watch_that_was_changed_or_deleted_meanwhile_is_not_stored() {
    Watch watch = create("acme", words("dog"));
    Watches watches = server.watches();
    StoredWatch old = watches.store().watch("acme", watch.getName()).orElseThrow();
    Watch changed = watch.toBuilder().setEtag("new").setDisplayName("new").build();
    StoredWatch fresh = new StoredWatch("acme", changed, old.vector(), old.afterPosition());
    assertTrue(watches.replace(fresh, watch.getEtag(), false));
    assertFalse(watches.replace(old, watch.getEtag(), false));
    assertEquals(changed, watches.store().watch("acme", watch.getName()).orElseThrow().watch());
    watches.delete("acme", watch.getName());
    assertFalse(watches.replace(fresh, "new", false));
    assertEquals(0, watches.count());
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

  @Test
  void alerts_of_a_watch_that_does_not_exist_are_refused_with_its_name() throws Exception {
    create("acme", words("dog"));
    String other = create("other", words("cat")).getName();
    for (String name : List.of("watches/none", other)) {
      for (Executable call :
          List.<Executable>of(
              () ->
                  server
                      .watch("acme")
                      .listAlerts(ListAlertsRequest.newBuilder().setParent(name).build()),
              () ->
                  server
                      .watch("acme")
                      .watch(WatchRequest.newBuilder().addWatches(name).build())
                      .next())) {
        StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, call);
        assertEquals(Status.Code.NOT_FOUND, refused.getStatus().getCode());
        String said = refused.getStatus().getDescription();
        assertTrue(said.startsWith(name + " does not exist; ListWatches"), said);
      }
    }
  }
}
