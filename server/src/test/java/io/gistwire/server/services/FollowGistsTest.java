package io.gistwire.server.services;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.DeleteGistRequest;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.FollowGistsRequest;
import io.gistwire.proto.v1.FollowGistsResponse;
import io.gistwire.proto.v1.Permission;
import io.grpc.Context;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live arrivals: from now on or from a position, filtered, resumed, of one's own tenant alone. */
@Timeout(60)
class FollowGistsTest {
  private static final ByteString STORED = ByteString.copyFrom(WholeServer.STORED.toByteArray());

  @TempDir Path path;
  private WholeServer server;
  private WholeServer.As acme;
  private final Context.CancellableContext reading = Context.current().withCancellation();
  private int meaning;

  @BeforeEach
  void start() throws Exception {
    server = WholeServer.open(path);
    acme = server.as("acme");
  }

  @AfterEach
  void stop() throws Exception {
    reading.cancel(null);
    server.close();
  }

  private String create(WholeServer.As caller, String source) {
    return caller
        .gists()
        .createGist(
            CreateGistRequest.newBuilder()
                .setParent("sources/" + source)
                .setCodeFingerprint(STORED)
                .setGist(Streams.gist(++meaning))
                .build())
        .getGist()
        .getName();
  }

  private Iterator<FollowGistsResponse> follow(
      WholeServer.As caller, FollowGistsRequest.Builder request) throws Exception {
    return reading.call(() -> caller.gists().followGists(request.build()));
  }

  private static FollowGistsRequest.Builder from(long position) {
    return FollowGistsRequest.newBuilder().setAfterPosition(position);
  }

  private static FollowGistsResponse nextOfKind(Iterator<FollowGistsResponse> stream) {
    FollowGistsResponse next = stream.next();
    while (next.getKindCase() == FollowGistsResponse.KindCase.KIND_NOT_SET) {
      next = stream.next();
    }
    return next;
  }

  @Test
  void what_is_stored_from_now_on_arrives_and_what_was_there_does_not() throws Exception {
    create(acme, "cam");
    Iterator<FollowGistsResponse> stream = follow(acme, FollowGistsRequest.newBuilder());
    assertEquals(1, stream.next().getPosition(), "the position is told at once");
    String name = create(acme, "cam");
    FollowGistsResponse arrived = nextOfKind(stream);
    assertEquals(name, arrived.getGist().getName());
    assertFalse(arrived.getGist().hasGist(), "its bytes only on request");
  }

  @Test
  void a_stream_that_was_cut_goes_on_after_its_last_position() throws Exception {
    Set<String> created = new LinkedHashSet<>();
    for (int i = 0; i < 300; i++) {
      created.add(create(acme, "cam"));
    }
    Iterator<FollowGistsResponse> first = follow(acme, from(0));
    Set<String> received = new LinkedHashSet<>();
    long position = 0;
    for (int i = 0; i < 150; i++) {
      FollowGistsResponse next = nextOfKind(first);
      received.add(next.getGist().getName());
      position = next.getPosition();
    }
    Iterator<FollowGistsResponse> second = follow(acme, from(position));
    for (int i = 0; i < 150; i++) {
      received.add(nextOfKind(second).getGist().getName());
    }
    assertEquals(created, received, "each once, in order");
  }

  @Test
  void a_deleted_gist_is_told_by_its_name() throws Exception {
    String name = create(acme, "cam");
    Iterator<FollowGistsResponse> stream = follow(acme, from(0));
    assertEquals(name, nextOfKind(stream).getGist().getName());
    acme.gists().deleteGist(DeleteGistRequest.newBuilder().setName(name).build());
    assertEquals(name, nextOfKind(stream).getDeletedGist());
  }

  @Test
  void only_what_the_filter_takes_arrives_with_the_fields_that_are_wanted() throws Exception {
    create(acme, "yard");
    String wanted = create(acme, "gate");
    FollowGistsRequest.Builder request =
        from(0)
            .setFilter(Filter.newBuilder().addSources("sources/gate"))
            .setReadMask(FieldMask.newBuilder().addPaths("name").addPaths("gist"));
    FollowGistsResponse arrived = nextOfKind(follow(acme, request));
    assertEquals(wanted, arrived.getGist().getName());
    assertTrue(arrived.getGist().hasGist());
    assertEquals(0, arrived.getGist().getSequence());
  }

  @Test
  void another_tenant_and_another_source_are_not_seen() throws Exception {
    create(server.as("umbrella"), "cam");
    create(acme, "yard");
    String own = create(acme, "gate");
    WholeServer.As gate = server.as("acme", EnumSet.of(Permission.PERMISSION_READ), "gate");
    assertEquals(own, nextOfKind(follow(gate, from(0))).getGist().getName());
    assertRefused(
        "PERMISSION_DENIED SOURCE_FORBIDDEN",
        () ->
            follow(gate, from(0).setFilter(Filter.newBuilder().addSources("sources/yard"))).next());
    WholeServer.As sender = server.as("acme", EnumSet.of(Permission.PERMISSION_SEND));
    assertRefused("PERMISSION_DENIED PERMISSION_MISSING", () -> follow(sender, from(0)).next());
  }

  @Test
  void a_position_that_the_log_does_not_have_is_refused() throws Exception {
    create(acme, "cam");
    assertRefused("OUT_OF_RANGE POSITION_EXPIRED", () -> follow(acme, from(99)).next());
    assertRefused("OUT_OF_RANGE POSITION_EXPIRED", () -> follow(acme, from(-1)).next());
  }
}
