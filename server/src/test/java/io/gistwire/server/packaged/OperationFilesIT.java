package io.gistwire.server.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.proto.v1.GetGistRequest;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.server.crash.PlainServer;
import io.grpc.StatusRuntimeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Metrics, traces and log of the packaged server, as the files in {@code operations/} use them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OperationFilesIT {
  private static final Path OPERATIONS = Path.of("..", "operations");
  private static final Pattern METRIC = Pattern.compile("\\b(gistwire|jvm)_[a-z0-9_]+");
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final int OK = 200;

  @TempDir static Path temp;
  private static final ByteArrayOutputStream EXPORTED = new ByteArrayOutputStream();
  private static HttpServer collector;
  private static PackagedServer server;

  @BeforeAll
  static void start() throws Exception {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          byte[] spans = exchange.getRequestBody().readAllBytes();
          synchronized (EXPORTED) {
            EXPORTED.writeBytes(spans);
          }
          exchange.getResponseHeaders().set("content-type", "application/x-protobuf");
          exchange.sendResponseHeaders(OK, -1);
          exchange.close();
        });
    collector.start();
    server =
        PackagedServer.start(
            temp.resolve("data"),
            0,
            "-Dquarkus.log.console.json.enabled=true",
            "-Dgistwire.webhooks.allow=hooks.example.com",
            "-Dquarkus.otel.sdk.disabled=false",
            "-Dquarkus.otel.exporter.otlp.traces.protocol=http/protobuf",
            "-Dquarkus.otel.bsp.schedule.delay=200ms",
            "-Dquarkus.otel.exporter.otlp.endpoint=http://127.0.0.1:"
                + collector.getAddress().getPort());
    use();
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
    collector.stop(0);
  }

  /** A gist through the SDK, a search by curl's way and a call that fails, all traced. */
  private static void use() throws Exception {
    String traceparent = "00-" + TRACE + "-" + SPAN + "-01";
    try (GistwireClient client =
            GistwireClient.builder()
                .target("127.0.0.1:" + server.grpcPort())
                .volatileOutbox()
                .traces(() -> traceparent)
                .build();
        GistStream stream = client.open("cam")) {
      Gist gist = Gist.of(PlainServer.CODE, List.of(Layer.of(LayerKind.EMBEDDING, new byte[16])));
      stream.send(gist).delivered().toCompletableFuture().get(60, TimeUnit.SECONDS);
      try {
        GistServiceGrpc.newBlockingStub(client.channel())
            .getGist(GetGistRequest.newBuilder().setName("x").build());
      } catch (StatusRuntimeException refused) {
        assertTrue(refused.getMessage().contains("INVALID_ARGUMENT"), refused.getMessage());
      }
    }
    HttpRequest search =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + server.httpPort() + "/gistwire.v1.SearchService/Search"))
            .header("Content-Type", "application/json")
            .header("traceparent", traceparent)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"query\":{\"terms\":[{\"text\":\"a dog\"}],\"captionWords\":\"dog\"}}"))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(search, HttpResponse.BodyHandlers.ofString());
    assertEquals(OK, answer.statusCode(), answer.body());
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher name = METRIC.matcher(text);
    while (name.find()) {
      names.add(name.group());
    }
    return names;
  }

  private static Set<String> known() throws Exception {
    Set<String> known = new TreeSet<>();
    Matcher line = Pattern.compile("(?m)^([a-z0-9_]+)[ {]").matcher(server.get("/q/metrics"));
    while (line.find()) {
      known.add(line.group(1));
    }
    return known;
  }

  private static void assertKnown(String file, String text) throws Exception {
    Set<String> used = names(text);
    assertFalse(used.isEmpty(), file);
    used.removeAll(known());
    assertEquals(Set.of(), used, "unknown metrics in " + file);
  }

  @Test
  void every_metric_of_dashboard_and_alerts_is_one_of_the_server() throws Exception {
    for (String file : List.of("grafana/gistwire.json", "prometheus/alerts.yaml")) {
      String text = Files.readString(OPERATIONS.resolve(file));
      // Names of this project that are no metrics: the unique id and the job.
      assertKnown(file, text.replace("gistwire-server", ""));
    }
  }

  @Test
  void every_metric_of_the_page_for_operators_is_one_of_the_server() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (String line : Files.readAllLines(Path.of("..", "docs", "operations.md"))) {
      if (line.startsWith("| `gistwire_")) {
        rows.append(line, 0, line.indexOf('|', 1)).append('\n');
      }
    }
    // A histogram's name has no series of its own, and reasons of ends and declines show when they
    // occur.
    Set<String> used = names(rows.toString());
    assertTrue(used.size() > 25, used.toString());
    used.removeIf(name -> name.endsWith("_seconds") || name.matches(".*_(ends|declines)_total"));
    used.removeAll(known());
    assertEquals(Set.of(), used);
  }

  @Test
  void calls_and_gists_are_counted_and_timed() throws Exception {
    String page = server.get("/q/metrics");
    assertTrue(page.contains("gistwire_tenant_gists_total{tenant=\"default\"} 1.0"), page);
    assertTrue(page.contains("gistwire_session_durable_seconds_count 1"), page);
    assertTrue(
        page.contains(
            "gistwire_calls_ended_total{code=\"INVALID_ARGUMENT\",method=\"GetGist\",service=\"GistService\"}"
                + " 1.0"),
        page);
    assertTrue(
        Pattern.compile(
                "gistwire_call_duration_seconds_bucket\\{method=\"Search\",service=\"SearchService\",le=\"30.0\"\\}"
                    + " 1")
            .matcher(page)
            .find(),
        page);
  }

  @Test
  void spans_of_gist_and_search_continue_the_trace_of_the_client() throws Exception {
    List<String> wanted =
        List.of(
            "gistwire.v1.SearchService/Search",
            "gistwire.v1.GistService/GetGist",
            "Exchange batch to disk",
            "read the query",
            "compare codes",
            "look words up");
    byte[] trace = HexFormat.of().parseHex(TRACE);
    String exported = "";
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!wanted.stream().allMatch(exported::contains) && System.nanoTime() < end) {
      Thread.sleep(100);
      synchronized (EXPORTED) {
        exported = EXPORTED.toString(StandardCharsets.ISO_8859_1);
      }
    }
    for (String name : wanted) {
      assertTrue(exported.contains(name), name + " is not among " + exported.length() + " bytes");
    }
    assertTrue(exported.contains(new String(trace, StandardCharsets.ISO_8859_1)));
    assertFalse(exported.contains("a dog"), "the text of a query is content, not for traces");
  }

  @Test
  void each_line_of_the_log_is_an_object() throws Exception {
    List<String> lines = server.said().lines().filter(line -> line.startsWith("{")).toList();
    assertFalse(lines.isEmpty(), server.said());
    for (String line : lines) {
      JsonObject entry = new JsonObject(line);
      assertFalse(entry.getString("message").isBlank());
      assertFalse(entry.getString("level").isBlank());
      assertFalse(entry.getString("loggerName").isBlank());
    }
  }
}
