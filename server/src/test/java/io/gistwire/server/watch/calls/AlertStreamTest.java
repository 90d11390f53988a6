package io.gistwire.server.watch.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.Durations;
import io.gistwire.proto.v1.AcknowledgeAlertRequest;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.ListAlertsResponse;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.proto.v1.WatchResponse;
import io.gistwire.server.search.TinyServer;
import io.grpc.Context;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertStreamTest extends WatchesOnTinyServer {
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
  void a_watch_without_words_in_the_server_s_new_language_rests_and_others_go_on()
      throws Exception {
    byte[] wanted = server.randomCode();
    byte[] other = server.randomCode();
    create("acme", words("die"));
    create("acme", like(wanted));
    server.close();
    server = new TinyServer(folder.resolve("data"), "de");
    assertEquals(1, server.watches().count());
    String like = put("acme", wanted, "a die", 1);
    assertEquals(List.of(like), alertedGists("acme"));
    reopen();
    assertEquals(2, server.watches().count());
    String die = put("acme", other, "a die", 2);
    assertEquals(List.of(die, like), alertedGists("acme"));
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
  void a_stream_states_how_far_the_watches_have_looked() {
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
}
