package io.gistwire.server.services;

import static io.gistwire.server.refusal.Refusals.statusAndReason;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.DownloadPackRequest;
import io.gistwire.proto.v1.ExportGistsRequest;
import io.gistwire.proto.v1.FollowGistsRequest;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.RevokeTokenRequest;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.server.auth.TokenStore;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams of every kind end with the token that they were begun with. */
@Timeout(120)
class RevocationTest {
  private static final String VOID = "UNAUTHENTICATED TOKEN_INVALID";
  private static final int GISTS = 1000;

  @TempDir Path path;
  private WholeServer server;

  @BeforeEach
  void start() throws Exception {
    server = WholeServer.open(path);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  /** A stream that reads one answer, and no more before it is asked to. */
  private static final class Slow extends ClientCall.Listener<Message> {
    final BlockingQueue<Message> answers = new LinkedBlockingQueue<>();
    final CompletableFuture<String> end = new CompletableFuture<>();
    final ClientCall<Message, Message> call;

    Slow(WholeServer.As caller, String rpc, Message request) {
      Descriptors.MethodDescriptor method = Rpcs.named(rpc);
      call = caller.channel().newCall(Rpcs.wire(method), CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(1);
      call.sendMessage(request);
      call.halfClose();
    }

    @Override
    public void onMessage(Message answer) {
      answers.add(answer);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(status.isOk() ? "OK" : statusAndReason(status.asRuntimeException(trailers)));
    }

    /** Reads on to the end. */
    String readToEnd() throws Exception {
      call.request(Integer.MAX_VALUE);
      return end.get(60, TimeUnit.SECONDS);
    }
  }

  private void send(WholeServer.As caller, int count) {
    for (int i = 0; i < count; i++) {
      caller
          .gists()
          .createGist(
              CreateGistRequest.newBuilder()
                  .setParent("sources/cam")
                  .setCodeFingerprint(server.fingerprint())
                  .setGist(Streams.gist(i))
                  .build());
    }
  }

  private List<Slow> streams(WholeServer.As caller) throws Exception {
    List<Slow> streams =
        List.of(
            new Slow(caller, "WatchService/Watch", WatchRequest.getDefaultInstance()),
            new Slow(caller, "GistService/ExportGists", ExportGistsRequest.getDefaultInstance()),
            new Slow(
                caller,
                "GistService/FollowGists",
                FollowGistsRequest.newBuilder().setAfterPosition(0).build()),
            new Slow(
                caller,
                "PackService/DownloadPack",
                DownloadPackRequest.newBuilder()
                    .setName("packs/current")
                    .setMaxChunkBytes(1024)
                    .build()));
    for (Slow stream : streams) {
      assertTrue(stream.answers.poll(60, TimeUnit.SECONDS) != null, "the stream has begun");
    }
    return streams;
  }

  @Test
  void watches_exports_and_downloads_end_when_their_token_is_revoked() throws Exception {
    var admin = server.as("acme");
    send(admin, GISTS);
    var reader = server.as("acme", EnumSet.of(Permission.PERMISSION_READ));
    List<Slow> streams = streams(reader);
    List<Slow> others = streams(admin);
    admin.admin().revokeToken(RevokeTokenRequest.newBuilder().setName(reader.token).build());
    for (Slow stream : streams) {
      assertEquals(VOID, stream.readToEnd());
    }
    assertTrue(streams.get(1).answers.size() < GISTS - 1, "the export has ended early");
    assertEquals("OK", others.get(1).readToEnd(), "another token's export goes on");
    assertEquals(GISTS - 1, others.get(1).answers.size());
  }

  @Test
  void they_end_when_their_token_expires() throws Exception {
    send(server.as("acme"), GISTS);
    TokenStore.Made made =
        server.tokens.make(
            "acme",
            List.of(),
            EnumSet.of(Permission.PERMISSION_READ),
            "",
            OptionalLong.of(System.currentTimeMillis() + 3000));
    List<Slow> streams = streams(server.withSecret(made.secret()));
    while (server.live.count() > 0) {
      Thread.sleep(10);
    }
    for (Slow stream : streams) {
      assertEquals(VOID, stream.readToEnd());
    }
  }

  @Test
  void a_call_that_revokes_its_own_token_is_answered() {
    var admin = server.as("acme");
    RevokeTokenRequest own = RevokeTokenRequest.newBuilder().setName(admin.token).build();
    assertTrue(admin.admin().revokeToken(own).getToken().hasRevokeTime());
  }

  @Test
  void no_call_is_kept_after_its_end() throws Exception {
    var admin = server.as("acme");
    send(admin, 10);
    Slow export =
        new Slow(admin, "GistService/ExportGists", ExportGistsRequest.getDefaultInstance());
    assertEquals("OK", export.readToEnd());
    while (server.live.count() > 0) {
      Thread.sleep(10);
    }
    assertEquals(0, server.live.count());
  }
}
