package io.gistwire.server.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.GetWatchRequest;
import io.gistwire.proto.v1.ListWatchesRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.UpdateWatchRequest;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.Webhook;
import io.gistwire.server.search.TinyServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alerts of real watches, sent to a receiver on a socket. */
@Timeout(120)
class WebhooksTest {
  private static final int ACCEPTED = 204;
  private static final int HANG = -1;
  private static final long EVERY_MILLIS = 20;
  private static final long LONG_MILLIS = 60_000;

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<Request> requests = new ArrayList<>();
  private final Deque<Integer> answers = new ArrayDeque<>();
  private TinyServer server;
  private HttpServer receiver;
  private Webhooks webhooks;

  private record Request(String path, String id, String timestamp, String signature, byte[] body) {
    Alert alert() {
      Alert.Builder alert = Alert.newBuilder();
      try {
        JsonFormat.parser().merge(new String(body, StandardCharsets.UTF_8), alert);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      return alert.build();
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = new TinyServer(folder.resolve("data"));
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::receive);
    receiver.start();
    webhooks = send();
  }

  private Webhooks send() {
    String host = "127.0.0.1:" + receiver.getAddress().getPort();
    Webhooks started =
        new Webhooks(
            server.watches().hooks().orElseThrow(),
            new HookRules(List.of(host), List.of("127.0.0.0/8")),
            new VertxTransport(vertx),
            10,
            Clock.systemUTC());
    started.start(EVERY_MILLIS);
    return started;
  }

  @AfterEach
  void stop() throws Exception {
    webhooks.close();
    receiver.stop(0);
    server.close();
    vertx.close();
  }

  private void receive(HttpExchange exchange) throws IOException {
    Request request =
        new Request(
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            exchange.getRequestBody().readAllBytes());
    int answer;
    synchronized (requests) {
      requests.add(request);
      answer = answers.isEmpty() ? ACCEPTED : answers.remove();
    }
    if (answer == HANG) {
      return;
    }
    if (answer / 100 == 3) {
      exchange.getResponseHeaders().set("location", "/elsewhere");
    }
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
  }

  private static Watch.Builder like(byte[] code) {
    QueryTerm term = QueryTerm.newBuilder().setCode(ByteString.copyFrom(code)).build();
    return Watch.newBuilder()
        .setCondition(WatchCondition.newBuilder().setQuery(Query.newBuilder().addTerms(term)))
        .setMinScore(0.6f);
  }

  private Watch create(Watch.Builder watch) {
    return server
        .watch("acme")
        .createWatch(CreateWatchRequest.newBuilder().setWatch(watch).build())
        .getWatch();
  }

  private String put(byte[] code) throws Exception {
    String name = server.put("acme", "cam", server.gist(code, null, 1));
    // In its own slice of the log, so that alerts have the order of the gists.
    until(() -> server.watches().position() >= server.ledger().log().lastPosition());
    return name;
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    long end = System.currentTimeMillis() + LONG_MILLIS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.currentTimeMillis() < end, "it did not happen in a minute");
      Thread.sleep(5);
    }
  }

  private List<Request> received(int count) throws InterruptedException {
    until(
        () -> {
          synchronized (requests) {
            return requests.size() >= count;
          }
        });
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  private static List<String> gists(List<Request> requests) {
    return requests.stream().map(Request::alert).map(Alert::getGist).collect(Collectors.toList());
  }

  @Test
  void an_alert_is_sent_signed_with_the_secret_that_was_shown_once() throws Exception {
    byte[] wanted = server.randomCode();
    Watch watch = create(like(wanted).setWebhook(Webhook.newBuilder().setUrl(url("/hook?a=b"))));
    String secret = watch.getWebhook().getSecret();
    assertTrue(secret.startsWith("whsec_"), secret);
    String gist = put(wanted);
    Request request = received(1).get(0);
    assertEquals("/hook?a=b", request.path());
    assertEquals(gist, request.alert().getGist());
    assertEquals(request.alert().getName(), request.id());
    assertEquals(
        HookSignature.of(secret, request.id(), Long.parseLong(request.timestamp()), request.body()),
        request.signature());
    GetWatchRequest again = GetWatchRequest.newBuilder().setName(watch.getName()).build();
    assertEquals("", server.watch("acme").getWatch(again).getWatch().getWebhook().getSecret());
    assertEquals(
        "",
        server
            .watch("acme")
            .listWatches(ListWatchesRequest.getDefaultInstance())
            .getWatches(0)
            .getWebhook()
            .getSecret());
  }

  @Test
  void a_failing_receiver_gets_every_alert_in_order_in_the_end_and_none_twice() throws Exception {
    byte[] wanted = server.randomCode();
    answers.addAll(List.of(500, 302, 404, ACCEPTED, 503));
    create(like(wanted).setWebhook(Webhook.newBuilder().setUrl(url("/"))));
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sent.add(put(wanted));
    }
    until(() -> webhooks.acceptedCount() == 5);
    List<Request> all = received(9);
    assertEquals(9, all.size());
    assertFalse(all.stream().anyMatch(request -> request.path().equals("/elsewhere")));
    List<String> accepted = new ArrayList<>(gists(all));
    // Attempts 1 to 3 and 5 were not accepted.
    accepted.remove(4);
    accepted.subList(0, 3).clear();
    assertEquals(sent, accepted);
    assertEquals(4, webhooks.failedCount());
  }

  @Test
  void what_was_not_accepted_before_a_restart_is_sent_after_it() throws Exception {
    byte[] wanted = server.randomCode();
    answers.add(500);
    create(like(wanted).setWebhook(Webhook.newBuilder().setUrl(url("/"))));
    webhooks.close();
    List<String> sent = List.of(put(wanted), put(wanted));
    server.close();
    server = new TinyServer(folder.resolve("data"));
    webhooks = send();
    until(() -> webhooks.acceptedCount() == 2);
    assertEquals(List.of(sent.get(0), sent.get(0), sent.get(1)), gists(received(3)));
  }

  @Test
  void a_receiver_that_hangs_holds_up_its_own_watch_alone() throws Exception {
    byte[] slow = server.randomCode();
    byte[] quick = server.randomCode();
    answers.add(HANG);
    create(like(slow).setWebhook(Webhook.newBuilder().setUrl(url("/slow"))));
    put(slow);
    received(1);
    create(like(quick).setWebhook(Webhook.newBuilder().setUrl(url("/quick"))));
    String gist = put(quick);
    Request second = received(2).get(1);
    assertEquals("/quick", second.path());
    assertEquals(gist, second.alert().getGist());
  }

  @Test
  void a_webhook_begins_with_what_is_raised_after_it_was_set_and_ends_when_it_is_cleared()
      throws Exception {
    byte[] wanted = server.randomCode();
    Watch watch = create(like(wanted));
    put(wanted);
    Webhook hook =
        Webhook.newBuilder().setUrl(url("/")).setSecret("a secret of 24 characters").build();
    update(watch.toBuilder().setWebhook(hook).build());
    String second = put(wanted);
    until(() -> webhooks.acceptedCount() == 1);
    assertEquals(List.of(second), gists(received(1)));
    update(watch.toBuilder().clearWebhook().build());
    put(wanted);
    assertEquals(List.of(), server.watches().hooks().orElseThrow().all());
  }

  private void update(Watch watch) {
    server
        .watch("acme")
        .updateWatch(
            UpdateWatchRequest.newBuilder()
                .setWatch(watch.toBuilder().clearEtag())
                .setUpdateMask(FieldMask.newBuilder().addPaths("webhook"))
                .build());
  }
}
