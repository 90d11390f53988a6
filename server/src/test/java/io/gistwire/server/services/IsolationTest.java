package io.gistwire.server.services;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.DeleteGistRequest;
import io.gistwire.proto.v1.DescribeGistRequest;
import io.gistwire.proto.v1.ExportGistsRequest;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.GetGistRequest;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.proto.v1.ListSourcesRequest;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.RevokeTokenRequest;
import io.gistwire.server.session.ExchangeClient;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one tenant, or one source, gets to see of another: nothing, by any call. */
@Timeout(120)
class IsolationTest {
  private static final ByteString STORED = ByteString.copyFrom(WholeServer.STORED.toByteArray());

  @TempDir Path path;
  private WholeServer server;
  private WholeServer.As acme;
  private WholeServer.As umbrella;
  private String name;

  @BeforeEach
  void start() throws Exception {
    server = WholeServer.open(path);
    acme = server.as("acme");
    umbrella = server.as("umbrella");
    name = acme.gists().createGist(create("cam", 1)).getGist().getName();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static CreateGistRequest create(String source, int meaning) {
    return CreateGistRequest.newBuilder()
        .setParent("sources/" + source)
        .setCodeFingerprint(STORED)
        .setGist(Streams.gist(meaning))
        .build();
  }

  private static GetGistRequest get(String name) {
    return GetGistRequest.newBuilder().setName(name).build();
  }

  @Test
  void another_tenants_gist_is_not_found_by_any_call_that_names_it() {
    var gists = umbrella.gists();
    String missing = "NOT_FOUND NOT_FOUND";
    assertRefused(missing, () -> gists.getGist(get(name)));
    assertRefused(
        missing, () -> gists.describeGist(DescribeGistRequest.newBuilder().setName(name).build()));
    assertRefused(
        missing, () -> gists.deleteGist(DeleteGistRequest.newBuilder().setName(name).build()));
    assertTrue(acme.gists().getGist(get(name)).hasGist(), "and is still there");
  }

  @Test
  void lists_and_exports_hold_the_own_tenants_gists_only() {
    var gists = umbrella.gists();
    assertEquals(0, gists.listGists(ListGistsRequest.getDefaultInstance()).getGistsCount());
    ListGistsRequest parent = ListGistsRequest.newBuilder().setParent("sources/cam").build();
    assertEquals(0, gists.listGists(parent).getGistsCount());
    assertEquals(0, gists.listSources(ListSourcesRequest.getDefaultInstance()).getSourcesCount());
    assertFalse(gists.exportGists(ExportGistsRequest.getDefaultInstance()).hasNext());
    assertEquals(1, acme.gists().listGists(parent).getGistsCount());
  }

  @Test
  void the_same_source_request_id_and_epoch_of_two_tenants_are_two() throws Exception {
    CreateGistRequest request = create("cam", 5).toBuilder().setRequestId("one").build();
    String ours = acme.gists().createGist(request).getGist().getName();
    String theirs =
        umbrella
            .gists()
            .createGist(request.toBuilder().setGist(Streams.gist(6)).build())
            .getGist()
            .getName();
    assertFalse(ours.equals(theirs));
    for (WholeServer.As caller : List.of(acme, umbrella)) {
      ExchangeClient stream = caller.stream();
      stream.request(Integer.MAX_VALUE);
      stream.send(Streams.open(STORED, "cam", 77));
      assertEquals(0, stream.take().getOpened().getHeldThrough(), "the epoch is new here");
      stream.send(Streams.batch(1, 2));
      assertEquals(2, stream.takeAck().getThroughSequence());
    }
  }

  @Test
  void a_token_for_one_source_sees_that_source_only() {
    acme.gists().createGist(create("gate", 2));
    var all = EnumSet.range(Permission.PERMISSION_SEND, Permission.PERMISSION_WRITE);
    var gate = server.as("acme", all, "gate").gists();
    String forbidden = "PERMISSION_DENIED SOURCE_FORBIDDEN";
    assertRefused(forbidden, () -> gate.getGist(get(name)));
    assertRefused(forbidden, () -> gate.createGist(create("cam", 3)));
    assertRefused(
        forbidden, () -> gate.deleteGist(DeleteGistRequest.newBuilder().setName(name).build()));
    assertRefused(
        forbidden,
        () -> gate.listGists(ListGistsRequest.newBuilder().setParent("sources/cam").build()));
    Filter filter = Filter.newBuilder().addSources("sources/cam").build();
    assertRefused(
        forbidden,
        () ->
            gate.exportGists(ExportGistsRequest.newBuilder().setFilter(filter).build()).hasNext());
    assertEquals(1, gate.listGists(ListGistsRequest.getDefaultInstance()).getGistsCount());
    assertEquals(
        "sources/gate",
        gate.listSources(ListSourcesRequest.getDefaultInstance()).getSources(0).getName());
  }

  @Test
  void a_revoked_token_is_void_at_once_for_calls_and_for_its_open_streams() throws Exception {
    var device = server.as("acme", EnumSet.of(Permission.PERMISSION_SEND), "cam");
    ExchangeClient stream = device.stream();
    stream.request(Integer.MAX_VALUE);
    stream.send(Streams.open(STORED, "cam", 78));
    assertTrue(stream.take().hasOpened());
    device.gists().createGist(create("cam", 9));
    acme.admin().revokeToken(RevokeTokenRequest.newBuilder().setName(device.token).build());
    assertEquals("UNAUTHENTICATED", stream.awaitEnd());
    assertRefused(
        "UNAUTHENTICATED TOKEN_INVALID", () -> device.gists().createGist(create("cam", 10)));
    ExchangeClient again = device.stream();
    assertEquals("UNAUTHENTICATED", again.awaitEnd());
    acme.admin().revokeToken(RevokeTokenRequest.newBuilder().setName(device.token).build());
  }

  @Test
  void a_revoked_token_stays_void_over_a_restart_and_its_secret_is_not_on_disk() throws Exception {
    var device = server.as("acme", EnumSet.of(Permission.PERMISSION_READ));
    acme.admin().revokeToken(RevokeTokenRequest.newBuilder().setName(device.token).build());
    server.close();
    byte[] file = java.nio.file.Files.readAllBytes(path.resolve("tokens.db"));
    String text = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertFalse(text.contains(acme.secret), "a good token's secret");
    assertTrue(text.contains(acme.token), "its name is");
    server = WholeServer.open(path);
    var again = server.withSecret(device.secret);
    assertRefused("UNAUTHENTICATED TOKEN_INVALID", () -> again.gists().getGist(get(name)));
    assertTrue(server.withSecret(acme.secret).gists().getGist(get(name)).hasGist());
  }

  @Test
  void the_channel_without_a_token_is_told_what_to_send() {
    String message =
        assertRefused(
            "UNAUTHENTICATED TOKEN_INVALID",
            () -> GistServiceGrpc.newBlockingStub(server.withoutToken()).getGist(get(name)));
    assertTrue(message.contains("authorization: Bearer"), message);
  }
}
