package io.gistwire.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.Open;
import io.gistwire.server.auth.AuthInterceptor;
import io.gistwire.server.auth.AuthMode;
import io.gistwire.server.auth.Authenticator;
import io.gistwire.server.auth.LiveCalls;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.auth.sqlite.SqliteTokenStore;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is true at the moment at which a client hears of the end of its session. */
@Timeout(120)
class SessionEndTest extends SessionOnLedger {
  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final List<Boolean> connectedAtEnd = Collections.synchronizedList(new ArrayList<>());
  private TokenStore tokens;
  private Server server;
  private ManagedChannel channel;

  /** Looks whether the source counts as connected when the end of its stream is written. */
  private final class Watcher implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return next.startCall(
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
              connectedAtEnd.add(registry.isConnected(EPOCH.source()));
              super.close(status, trailers);
            }
          },
          headers);
    }
  }

  @BeforeEach
  void listen() throws Exception {
    tokens = SqliteTokenStore.open(folder);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .intercept(
                new AuthInterceptor(new Authenticator(AuthMode.NONE, tokens), new LiveCalls()))
            .intercept(new Watcher())
            .addService(new ExchangeService(registry, workers))
            .build()
            .start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  @AfterEach
  void hangUp() throws Exception {
    channel.shutdownNow();
    server.shutdownNow().awaitTermination();
    workers.shutdown();
    tokens.close();
  }

  private ExchangeClient client() throws InterruptedException {
    ExchangeClient client = new ExchangeClient(channel);
    client.request(Integer.MAX_VALUE);
    Open open =
        Open.newBuilder()
            .setSource(EPOCH.source().toName())
            .setEpoch(EPOCH.epoch())
            .setCodeFingerprint(ByteString.copyFrom(SessionDriver.CODE.toByteArray()))
            .build();
    client.send(ExchangeRequest.newBuilder().setOpen(open).build());
    assertTrue(client.take().hasOpened());
    assertTrue(registry.isConnected(EPOCH.source()));
    return client;
  }

  @Test
  void its_epoch_is_free_after_a_close_and_after_a_refusal() throws Exception {
    ExchangeClient polite = client();
    polite.closeStream();
    assertEquals("OK", polite.awaitEnd());
    ExchangeClient rude = client();
    rude.send(ExchangeRequest.newBuilder().setOpen(Open.getDefaultInstance()).build());
    assertEquals("FAILED_PRECONDITION", rude.awaitEnd());
    assertEquals(List.of(false, false), connectedAtEnd);
  }
}
