package io.gistwire.server.watch.calls;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WatchResponse;
import io.gistwire.server.search.TinyServer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Watches over gRPC on a real, tiny server, a new one for each test. */
abstract class WatchesOnTinyServer {
  static final long LONG_MILLIS = 60_000;

  @TempDir Path folder;
  TinyServer server;

  @BeforeEach
  void open() throws Exception {
    server = new TinyServer(folder.resolve("data"));
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  static Watch.Builder like(byte[] code) {
    QueryTerm term = QueryTerm.newBuilder().setCode(ByteString.copyFrom(code)).build();
    return Watch.newBuilder()
        .setCondition(WatchCondition.newBuilder().setQuery(Query.newBuilder().addTerms(term)))
        .setMinScore(0.6f);
  }

  static Watch.Builder words(String expression) {
    return Watch.newBuilder()
        .setCondition(WatchCondition.newBuilder().setCaptionExpression(expression));
  }

  Watch create(String tenant, Watch.Builder watch) {
    return server
        .watch(tenant)
        .createWatch(CreateWatchRequest.newBuilder().setWatch(watch).build())
        .getWatch();
  }

  String put(String tenant, byte[] code, String caption, long capturedMillis) {
    return server.put(tenant, "cam", server.gist(code, caption, capturedMillis));
  }

  List<Alert> alerts(String tenant) throws InterruptedException {
    assertTrue(server.watches().await(server.ledger().log().lastPosition(), LONG_MILLIS));
    return server.watch(tenant).listAlerts(ListAlertsRequest.getDefaultInstance()).getAlertsList();
  }

  List<String> alertedGists(String tenant) throws InterruptedException {
    return alerts(tenant).stream().map(Alert::getGist).collect(Collectors.toList());
  }

  void reopen() throws Exception {
    server.close();
    server = new TinyServer(folder.resolve("data"));
  }

  static Alert nextAlert(Iterator<WatchResponse> stream) {
    WatchResponse response = stream.next();
    while (!response.hasAlert()) {
      response = stream.next();
    }
    return response.getAlert();
  }

  void refuse(String expected, Consumer<Watch.Builder> change) {
    Watch.Builder watch = like(server.randomCode());
    change.accept(watch);
    assertRefused(expected, () -> create("bad", watch));
  }
}
