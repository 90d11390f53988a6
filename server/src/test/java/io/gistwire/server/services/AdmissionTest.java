package io.gistwire.server.services;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.GetGistRequest;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.ListSourcesRequest;
import io.gistwire.proto.v1.PackServiceGrpc;
import io.gistwire.proto.v1.SessionServiceGrpc;
import io.gistwire.server.session.ExchangeClient;
import io.gistwire.server.session.TenantQuota;
import io.gistwire.server.shares.TenantShares;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What callers take is counted before it is taken, and what they send may be anything. */
@Timeout(120)
class AdmissionTest {
  private static final int MIB = 1 << 20;
  private static final byte[] NO_MESSAGE = {0x0a, 0x03, (byte) 0xff, (byte) 0xfe, (byte) 0xfd};
  private static final ByteString STORED = ByteString.copyFrom(WholeServer.STORED.toByteArray());

  @TempDir Path path;

  private static final class AnyBytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      return new byte[0];
    }
  }

  /** Sends these bytes as messages and waits for the end. */
  private static void callRaw(
      WholeServer.As caller, MethodDescriptor<?, ?> method, String compressor, byte[]... messages)
      throws Exception {
    MethodDescriptor<byte[], byte[]> raw =
        method.toBuilder(new AnyBytes(), new AnyBytes())
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .build();
    CallOptions options =
        compressor == null ? CallOptions.DEFAULT : CallOptions.DEFAULT.withCompression(compressor);
    ClientCall<byte[], byte[]> call = caller.channel().newCall(raw, options);
    CompletableFuture<Void> end = new CompletableFuture<>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            if (status.isOk()) {
              end.complete(null);
            } else {
              end.completeExceptionally(new StatusRuntimeException(status, trailers));
            }
          }
        },
        new Metadata());
    call.request(10);
    for (byte[] message : messages) {
      call.sendMessage(message);
    }
    call.halfClose();
    try {
      end.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (StatusRuntimeException) e.getCause();
    }
  }

  private static ListSourcesRequest list() {
    return ListSourcesRequest.getDefaultInstance();
  }

  @Test
  void bytes_that_are_no_message_are_refused_with_a_reason_in_every_kind_of_call()
      throws Exception {
    try (WholeServer server = WholeServer.open(path)) {
      WholeServer.As acme = server.as("acme");
      for (MethodDescriptor<?, ?> method :
          List.of(
              GistServiceGrpc.getGetGistMethod(),
              GistServiceGrpc.getExportGistsMethod(),
              PackServiceGrpc.getDownloadPackMethod(),
              SessionServiceGrpc.getExchangeMethod())) {
        assertRefused(
            "INVALID_ARGUMENT REQUEST_MALFORMED", () -> callRaw(acme, method, null, NO_MESSAGE));
      }
      awaitNone(server);
    }
  }

  private static void awaitNone(WholeServer server) throws InterruptedException {
    while (server.sessions.count() > 0) {
      Thread.sleep(1);
    }
  }

  @Test
  void a_call_of_one_message_has_one_message() throws Exception {
    try (WholeServer server = WholeServer.open(path)) {
      WholeServer.As acme = server.as("acme");
      byte[] empty = list().toByteArray();
      MethodDescriptor<?, ?> method = GistServiceGrpc.getListSourcesMethod();
      String malformed = "INVALID_ARGUMENT REQUEST_MALFORMED";
      assertRefused(malformed, () -> callRaw(acme, method, null));
      assertRefused(malformed, () -> callRaw(acme, method, null, empty, empty));
      callRaw(acme, method, null, empty);
      callRaw(acme, method, "gzip", empty);
    }
  }

  @Test
  void only_what_carries_photos_may_be_as_large_as_one() throws Exception {
    TenantShares bytes = new TenantShares("bytes of requests", 64 * MIB, 1);
    try (WholeServer server =
        new WholeServer(
            path, TenantQuota.NONE, WholeServer.Shared.plenty().messages(bytes, 60_000))) {
      WholeServer.As acme = server.as("acme");
      ByteString large = ByteString.copyFrom(new byte[3 * MIB]);
      assertRefused(
          "INVALID_ARGUMENT REQUEST_TOO_LARGE",
          () ->
              acme.gists()
                  .getGist(GetGistRequest.newBuilder().setName("x".repeat(3 * MIB)).build()));
      assertRefused(
          "INVALID_ARGUMENT PHOTO_UNREADABLE", () -> acme.gists().createGist(photo(large)));
      ByteString tooLarge = ByteString.copyFrom(new byte[18 * MIB]);
      assertRefused(
          "INVALID_ARGUMENT REQUEST_TOO_LARGE", () -> acme.gists().createGist(photo(tooLarge)));
      MethodDescriptor<?, ?> get = GistServiceGrpc.getGetGistMethod();
      byte[] bomb =
          GetGistRequest.newBuilder().setName("x".repeat(100 * MIB)).build().toByteArray();
      assertRefused("INVALID_ARGUMENT REQUEST_TOO_LARGE", () -> callRaw(acme, get, "gzip", bomb));
      awaitFree(bytes);
    }
  }

  @Test
  void a_request_of_empty_fields_is_counted_by_what_it_takes_in_memory() throws Exception {
    TenantShares bytes = new TenantShares("bytes of requests", 8 * MIB, 1);
    try (WholeServer server =
        new WholeServer(
            path, TenantQuota.NONE, WholeServer.Shared.plenty().messages(bytes, 60_000))) {
      WholeServer.As acme = server.as("acme");
      MethodDescriptor<?, ?> create = GistServiceGrpc.getCreateGistMethod();
      assertRefused(
          "INVALID_ARGUMENT REQUEST_TOO_LARGE",
          () -> callRaw(acme, create, null, emptyLayers(1_000_000)));
      awaitFree(bytes);
      assertRefused(
          "RESOURCE_EXHAUSTED SERVER_BUSY",
          () -> callRaw(acme, create, null, emptyLayers(250_000)));
      awaitFree(bytes);
      assertRefused(
          "INVALID_ARGUMENT LAYER_MALFORMED", () -> callRaw(acme, create, null, emptyLayers(10)));
      awaitFree(bytes);
    }
  }

  /** A request of CreateGist whose gist has so many layers of no bytes. */
  private static byte[] emptyLayers(int count) {
    return CreateGistRequest.newBuilder()
        .setParent("sources/cam")
        .setCodeFingerprint(STORED)
        .setGist(
            Gist.newBuilder().addAllLayers(Collections.nCopies(count, Layer.getDefaultInstance())))
        .build()
        .toByteArray();
  }

  private static void awaitFree(TenantShares shares) throws InterruptedException {
    while (shares.total() > 0) {
      Thread.sleep(1);
    }
  }

  private static CreateGistRequest photo(ByteString bytes) {
    return CreateGistRequest.newBuilder().setParent("sources/cam").setPhoto(bytes).build();
  }

  @Test
  void messages_that_never_end_are_counted_and_leave_something_to_others() throws Exception {
    TenantShares bytes = new TenantShares("bytes of requests", 16 * MIB, 0.75);
    try (WholeServer server =
            new WholeServer(
                path, TenantQuota.NONE, WholeServer.Shared.plenty().messages(bytes, 60_000));
        RawHttp2 raw = new RawHttp2(server.port())) {
      WholeServer.As acme = server.as("acme");
      WholeServer.As bolt = server.as("bolt");
      List<Integer> streams = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int stream = raw.begin("GistService/CreateGist", bolt.secret);
        raw.announce(stream, 16 * MIB);
        // Within the window of 64 KiB that HTTP/2 gives every stream at first.
        for (int j = 0; j < 3; j++) {
          raw.data(stream, new byte[16_000]);
        }
        streams.add(stream);
      }
      while (bytes.heldBy("bolt") < 60 * 48_000) {
        Thread.sleep(1);
      }
      assertTrue(bytes.heldBy("bolt") <= 12 * MIB, "held: " + bytes.heldBy("bolt"));
      ByteString photo = ByteString.copyFrom(new byte[2 * MIB]);
      assertRefused(
          "INVALID_ARGUMENT PHOTO_UNREADABLE", () -> acme.gists().createGist(photo(photo)));
      raw.close();
      awaitFree(bytes);
    }
  }

  @Test
  void a_tenant_that_has_its_share_of_bytes_is_told_to_come_later() throws Exception {
    TenantShares bytes = new TenantShares("bytes of requests", 4 * MIB, 0.75);
    try (WholeServer server =
        new WholeServer(
            path, TenantQuota.NONE, WholeServer.Shared.plenty().messages(bytes, 60_000))) {
      ByteString photo = ByteString.copyFrom(new byte[10 * MIB]);
      WholeServer.As bolt = server.as("bolt");
      assertRefused("RESOURCE_EXHAUSTED SERVER_BUSY", () -> bolt.gists().createGist(photo(photo)));
      awaitFree(bytes);
      bolt.gists().listSources(list());
    }
  }

  @Test
  void a_request_that_stops_arriving_is_given_up() throws Exception {
    TenantShares bytes = new TenantShares("bytes of requests", 16 * MIB, 1);
    try (WholeServer server =
            new WholeServer(
                path, TenantQuota.NONE, WholeServer.Shared.plenty().messages(bytes, 100));
        RawHttp2 raw = new RawHttp2(server.port())) {
      WholeServer.As bolt = server.as("bolt");
      int half = raw.begin("GistService/CreateGist", bolt.secret);
      raw.announce(half, 16 * MIB);
      assertTrue(raw.awaitEnd(half, 30_000), "half a message");
      int nothing = raw.begin("GistService/GetGist", bolt.secret);
      assertTrue(raw.awaitEnd(nothing, 30_000), "no message");
      awaitFree(bytes);
    }
  }

  @Test
  void streams_that_never_say_open_count_for_their_tenant_alone() throws Exception {
    TenantShares sessions = new TenantShares("sessions", 16, 0.75);
    try (WholeServer server =
            new WholeServer(
                path, TenantQuota.NONE, WholeServer.Shared.plenty().sessions(sessions));
        RawHttp2 raw = new RawHttp2(server.port())) {
      WholeServer.As bolt = server.as("bolt");
      List<Integer> streams = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        streams.add(raw.begin("SessionService/Exchange", bolt.secret));
      }
      assertTrue(raw.awaitEnd(streams.get(39), 30_000), "the fortieth is refused");
      assertEquals(12, sessions.heldBy("bolt"), "three quarters of 16");
      ExchangeClient acme = server.as("acme").stream();
      acme.request(Integer.MAX_VALUE);
      acme.send(Streams.open(STORED, "cam", 1));
      assertTrue(acme.take().hasOpened());
      raw.close();
      while (sessions.heldBy("bolt") > 0) {
        Thread.sleep(1);
      }
      assertEquals(1, sessions.total());
    }
  }

  @Test
  void streams_without_open_count_for_the_quota_of_sessions() throws Exception {
    try (WholeServer server = new WholeServer(path, new TenantQuota(2, 0));
        RawHttp2 raw = new RawHttp2(server.port())) {
      WholeServer.As bolt = server.as("bolt");
      raw.begin("SessionService/Exchange", bolt.secret);
      raw.begin("SessionService/Exchange", bolt.secret);
      while (server.sessions.count() < 2) {
        Thread.sleep(1);
      }
      ExchangeClient third = bolt.stream();
      third.request(Integer.MAX_VALUE);
      third.send(Streams.open(STORED, "cam", 1));
      assertEquals("RESOURCE_EXHAUSTED", third.awaitEnd());
    }
  }

  @Test
  void a_device_that_returns_takes_its_own_session_over_at_a_full_quota() throws Exception {
    try (WholeServer server = new WholeServer(path, new TenantQuota(1, 0))) {
      WholeServer.As acme = server.as("acme");
      ExchangeClient old = acme.stream();
      old.request(Integer.MAX_VALUE);
      old.send(Streams.open(STORED, "cam", 7));
      assertTrue(old.take().hasOpened());
      ExchangeClient back = acme.stream();
      back.request(Integer.MAX_VALUE);
      back.send(Streams.open(STORED, "cam", 7));
      assertTrue(back.take().hasOpened());
      assertEquals("ABORTED", old.awaitEnd());
    }
  }

  @Test
  void streams_of_answers_are_shared_between_tenants() throws Exception {
    TenantShares streams = new TenantShares("streams", 8, 0.75);
    try (WholeServer server =
            new WholeServer(path, TenantQuota.NONE, WholeServer.Shared.plenty().streams(streams));
        RawHttp2 raw = new RawHttp2(server.port())) {
      WholeServer.As bolt = server.as("bolt");
      int last = 0;
      for (int i = 0; i < 20; i++) {
        last = raw.begin("GistService/ExportGists", bolt.secret);
      }
      assertTrue(raw.awaitEnd(last, 30_000), "the twentieth is refused");
      assertEquals(6, streams.heldBy("bolt"));
      var parts =
          PackServiceGrpc.newBlockingStub(server.as("acme").channel())
              .downloadPack(
                  io.gistwire.proto.v1.DownloadPackRequest.newBuilder()
                      .setName("packs/current")
                      .build());
      while (parts.hasNext()) {
        assertFalse(parts.next().getData().isEmpty());
      }
      raw.close();
      awaitFree(streams);
    }
  }

  /** One connection more than there may be. */
  private static void assertClosedAtOnce(WholeServer server) throws Exception {
    try (Socket tooMany = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      tooMany.setSoTimeout(30_000);
      assertEquals(-1, tooMany.getInputStream().read());
    }
  }

  @Test
  void a_connection_that_sends_nothing_counts_from_its_beginning() throws Exception {
    TenantShares tenants = new TenantShares("connections", 100, 1);
    TenantShares addresses = new TenantShares("connections of addresses", 8, 1);
    try (WholeServer server =
        new WholeServer(
            path, TenantQuota.NONE, WholeServer.Shared.plenty().connections(tenants, addresses))) {
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      while (addresses.total() < 8) {
        Thread.sleep(1);
      }
      assertClosedAtOnce(server);
      for (Socket socket : silent) {
        socket.close();
      }
      awaitFree(addresses);
      server.as("acme").gists().listSources(ListSourcesRequest.getDefaultInstance());
    }
  }

  @Test
  void connections_are_shared_between_addresses_and_between_tenants() throws Exception {
    TenantShares tenants = new TenantShares("connections", 4, 0.75);
    TenantShares addresses = new TenantShares("connections of addresses", 8, 0.75);
    try (WholeServer server =
        new WholeServer(
            path, TenantQuota.NONE, WholeServer.Shared.plenty().connections(tenants, addresses))) {
      WholeServer.As bolt = server.as("bolt");
      List<RawHttp2> connections = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        RawHttp2 connection = new RawHttp2(server.port());
        connections.add(connection);
        int stream = connection.begin("GistService/ExportGists", bolt.secret);
        boolean isRefused = connection.awaitEnd(stream, i < 3 ? 100 : 30_000);
        assertEquals(i >= 3, isRefused, "connection " + i + " of bolt, which may have three");
      }
      assertEquals(3, tenants.heldBy("bolt"));
      // The channel of the next caller is the sixth connection of this address, of six.
      server.as("acme").gists().listSources(list());
      assertClosedAtOnce(server);
      for (RawHttp2 connection : connections) {
        connection.close();
      }
      while (tenants.heldBy("bolt") > 0 || addresses.total() > 1) {
        Thread.sleep(1);
      }
    }
  }
}
