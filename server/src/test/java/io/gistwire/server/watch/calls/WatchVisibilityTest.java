package io.gistwire.server.watch.calls;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.v1.AcknowledgeAlertRequest;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.DeleteWatchRequest;
import io.gistwire.proto.v1.GetWatchRequest;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.ListWatchesRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.TestWatchRequest;
import io.gistwire.proto.v1.UpdateWatchRequest;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.proto.v1.WatchResponse;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchVisibilityTest extends WatchesOnTinyServer {
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
    assertRefused(
        missing,
        () -> spy.listAlerts(ListAlertsRequest.newBuilder().setParent(theirs.getName()).build()));
    assertEquals(0, spy.listAlerts(ListAlertsRequest.getDefaultInstance()).getAlertsCount());
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
}
