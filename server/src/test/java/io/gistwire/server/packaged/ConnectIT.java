package io.gistwire.server.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchResponse;
import io.gistwire.server.crash.PlainServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The services of the packaged server by the Connect protocol, as curl and browsers call them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConnectIT {
  private static final String DOG = "{\"query\":{\"terms\":[{\"text\":\"a dog\"}]}}";
  private static final int ENVELOPE_BYTES = 5;

  @TempDir static Path temp;
  private static PackagedServer server;
  private static String secret;

  @BeforeAll
  static void start() throws Exception {
    secret = PackagedServer.token(temp.resolve("data"), "acme", "SEND", "READ", "WRITE");
    server =
        PackagedServer.start(
            temp.resolve("data"),
            0,
            "-Dgistwire.auth=token",
            "-Dgistwire.http.max-message-bytes=100000");
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  /** Ten bytes of a body that never ends; returns what returns. */
  private static String begin(String headers) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.httpPort())) {
      socket.setSoTimeout(60_000);
      String request =
          "POST /gistwire.v1.GistService/ListGists HTTP/1.1\r\nHost: x\r\n"
              + "Content-Type: application/json\r\nContent-Length: 90000\r\n"
              + headers
              + "\r\n{\"page_size";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[12];
      return new String(
          answer, 0, socket.getInputStream().readNBytes(answer, 0, 12), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void the_body_of_an_unknown_caller_is_not_waited_for() throws Exception {
    assertEquals("HTTP/1.1 401", begin(""));
    assertEquals("HTTP/1.1 401", begin("Authorization: Bearer no one\r\n"));
  }

  @Test
  void json_that_would_take_more_than_it_may_is_refused() throws Exception {
    for (String json :
        new String[] {"{\"page_size\":1e999999999}", "[".repeat(50_000), "{\"a\":".repeat(80)}) {
      HttpRequest request =
          post("GistService/ListGists", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(json))
              .build();
      assertEquals(400, send(request, HttpClient.Version.HTTP_1_1).statusCode());
    }
  }

  private static HttpRequest.Builder post(String procedure, String type) throws Exception {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.httpPort() + "/gistwire.v1." + procedure))
        .timeout(Duration.ofSeconds(60))
        .header("Content-Type", type)
        .header("Authorization", "Bearer " + secret);
  }

  private static HttpResponse<byte[]> send(HttpRequest request, HttpClient.Version version)
      throws Exception {
    return HttpClient.newBuilder()
        .version(version)
        .build()
        .send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> send(HttpRequest request) throws Exception {
    return send(request, HttpClient.Version.HTTP_1_1);
  }

  private static JsonObject json(HttpResponse<byte[]> response) {
    return new JsonObject(Buffer.buffer(response.body()));
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void a_search_is_answered_in_json(HttpClient.Version version) throws Exception {
    HttpResponse<byte[]> response =
        send(
            post("SearchService/Search", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(DOG))
                .build(),
            version);
    assertEquals(200, response.statusCode());
    assertEquals("SEARCH_MODE_SCAN", json(response).getString("modeUsed"));
  }

  @Test
  void the_same_search_is_answered_in_binary() throws Exception {
    byte[] request =
        SearchRequest.newBuilder()
            .setQuery(Query.newBuilder().addTerms(QueryTerm.newBuilder().setText("a dog")))
            .build()
            .toByteArray();
    HttpResponse<byte[]> response =
        send(
            post("SearchService/Search", "application/proto")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build());
    assertEquals("application/proto", response.headers().firstValue("content-type").orElse(""));
    assertFalse(SearchResponse.parseFrom(response.body()).getCodeFingerprint().isEmpty());
  }

  @Test
  void a_gist_that_is_created_here_is_found_described_and_deleted() throws Exception {
    String create =
        "{\"parent\":\"sources/web\",\"codeFingerprint\":\""
            + Base64.getEncoder().encodeToString(PlainServer.CODE.toByteArray())
            + "\",\"gist\":{\"layers\":[{\"kind\":\"LAYER_KIND_EMBEDDING\",\"data\":\"AAECAwQFBgcICQoLDA0ODw==\"}]}}";
    HttpResponse<byte[]> created = call("GistService/CreateGist", create);
    assertEquals(200, created.statusCode(), new String(created.body()));
    String name = json(created).getJsonObject("gist").getString("name");
    HttpResponse<byte[]> got = call("GistService/GetGist", "{\"name\":\"" + name + "\"}");
    assertEquals(name, json(got).getJsonObject("gist").getString("name"));
    assertEquals(200, call("GistService/DeleteGist", "{\"name\":\"" + name + "\"}").statusCode());
    assertEquals(404, call("GistService/GetGist", "{\"name\":\"" + name + "\"}").statusCode());
  }

  private static HttpResponse<byte[]> call(String procedure, String json) throws Exception {
    return send(
        post(procedure, "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  @Test
  void an_error_has_its_code_its_reason_and_the_field() throws Exception {
    HttpResponse<byte[]> response = call("GistService/GetGist", "{\"name\":\"x\"}");
    assertEquals(400, response.statusCode());
    JsonObject error = json(response);
    assertEquals("invalid_argument", error.getString("code"));
    JsonObject info = error.getJsonArray("details").getJsonObject(0);
    assertEquals("google.rpc.ErrorInfo", info.getString("type"));
    assertEquals("FIELD_INVALID", info.getJsonObject("debug").getString("reason"));
  }

  @Test
  void a_misspelt_field_is_named() throws Exception {
    HttpResponse<byte[]> response = call("GistService/GetGist", "{\"nam\":\"x\"}");
    assertEquals(400, response.statusCode());
    assertTrue(json(response).getString("message").contains("nam"), new String(response.body()));
  }

  @Test
  void a_wrong_token_is_refused_as_on_the_grpc_port() throws Exception {
    HttpRequest request =
        post("SearchService/Search", "application/json")
            .setHeader("Authorization", "Bearer gwnothing")
            .POST(HttpRequest.BodyPublishers.ofString(DOG))
            .build();
    HttpResponse<byte[]> response = send(request);
    assertEquals(401, response.statusCode());
    assertEquals("unauthenticated", json(response).getString("code"));
  }

  @Test
  void a_body_above_the_limit_is_refused_with_the_limit() throws Exception {
    HttpResponse<byte[]> response =
        call("GistService/GetGist", "{\"name\":\"" + "x".repeat(200_000) + "\"}");
    assertEquals(429, response.statusCode());
    assertTrue(json(response).getString("message").contains("100000"), new String(response.body()));
  }

  @Test
  void a_deadline_that_has_passed_ends_the_call() throws Exception {
    HttpRequest request =
        post("SearchService/Search", "application/json")
            .header("Connect-Timeout-Ms", "0")
            .POST(HttpRequest.BodyPublishers.ofString(DOG))
            .build();
    assertEquals("deadline_exceeded", json(send(request)).getString("code"));
  }

  @Test
  void a_stream_from_the_client_is_refused_in_words() throws Exception {
    HttpRequest request =
        post("SessionService/Exchange", "application/connect+json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(envelope("{}")))
            .build();
    JsonObject end = new JsonObject(Buffer.buffer(data(send(request).body())));
    assertEquals("unimplemented", end.getJsonObject("error").getString("code"));
    assertTrue(end.getJsonObject("error").getString("message").contains("use gRPC"));
  }

  @Test
  void a_stream_of_alerts_begins_at_once_and_ends_with_its_client() throws Exception {
    HttpRequest request =
        post("WatchService/Watch", "application/connect+json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(envelope("{}")))
            .build();
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      byte[] head = body.readNBytes(ENVELOPE_BYTES);
      assertEquals(0, head[0], "a message, not the end of the stream");
      JsonObject first =
          new JsonObject(Buffer.buffer(body.readNBytes(Buffer.buffer(head).getInt(1))));
      assertTrue(first.containsKey("progress"), first.encode());
    }
  }

  @Test
  void what_a_caller_does_wrong_leaves_no_trace_in_the_log() throws Exception {
    call("GistService/GetGist", "{");
    call("GistService/Nothing", "{}");
    send(
        post("GistService/GetGist", "text/plain")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
    assertFalse(server.said().contains("ERROR"), server.said());
  }

  private static byte[] envelope(String json) {
    return Buffer.buffer()
        .appendByte((byte) 0)
        .appendInt(json.length())
        .appendString(json)
        .getBytes();
  }

  private static byte[] data(byte[] envelope) {
    return Arrays.copyOfRange(envelope, ENVELOPE_BYTES, envelope.length);
  }

  /** What the port refuses before a call is reached has the form of a call's error. */
  @Test
  void what_is_refused_before_a_call_is_reached_gives_the_reason() throws Exception {
    String port = "http://127.0.0.1:" + server.httpPort();
    HttpResponse<byte[]> none = send(HttpRequest.newBuilder(URI.create(port + "/none/x")).build());
    assertEquals(404, none.statusCode());
    assertEquals("unimplemented", json(none).getString("code"));
    assertTrue(json(none).getString("message").startsWith("there is nothing at /none/x;"));
    HttpResponse<byte[]> put =
        send(
            HttpRequest.newBuilder(URI.create(port + "/"))
                .PUT(HttpRequest.BodyPublishers.ofString("x"))
                .build());
    assertEquals(405, put.statusCode());
    assertTrue(json(put).getString("message").startsWith("PUT is not served at /;"));
    try (Socket socket = new Socket("127.0.0.1", server.httpPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /gistwire.v1.SearchService/Search HTTP/1.1\r\nHost: x\r\n"
                      + "Content-Type: application/json\r\nContent-Length: 99000000\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
      JsonObject error = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n")));
      assertEquals("resource_exhausted", error.getString("code"));
      assertEquals(
          "the body has 99000000 bytes; at most 33554432 are taken"
              + " (quarkus.http.limits.max-body-size); send less in one request",
          error.getString("message"));
      assertEquals(
          "REQUEST_TOO_LARGE",
          error
              .getJsonArray("details")
              .getJsonObject(0)
              .getJsonObject("debug")
              .getString("reason"));
    }
  }
}
