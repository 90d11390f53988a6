package io.gistwire.client.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.GetGistRequest;
import io.gistwire.proto.v1.GetGistResponse;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.SessionServiceGrpc;
import io.grpc.Attributes;
import io.grpc.Server;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpreadChannelTest {
  private static final int CALLS_PER_CONNECTION = 2;

  private final AtomicInteger connections = new AtomicInteger();
  private final BlockingQueue<Object> ends = new LinkedBlockingQueue<>();
  private Server server;
  private SpreadChannel channel;

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forPort(0)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            .addTransportFilter(
                new ServerTransportFilter() {
                  @Override
                  public Attributes transportReady(Attributes attributes) {
                    connections.incrementAndGet();
                    return attributes;
                  }
                })
            .addService(new Answering())
            .addService(new Gists())
            .build()
            .start();
    channel =
        new SpreadChannel(
            () ->
                NettyChannelBuilder.forAddress("localhost", server.getPort())
                    .usePlaintext()
                    .build(),
            CALLS_PER_CONNECTION);
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
  }

  @Test
  void a_call_beyond_those_of_a_connection_does_not_wait_for_them_to_end() throws Exception {
    List<StreamObserver<ExchangeRequest>> sessions = openAll(5);
    assertEquals(3, connections.get(), "two calls on each connection");
    sessions.forEach(StreamObserver::onCompleted);
    for (int i = 0; i < sessions.size(); i++) {
      assertEquals("completed", ends.poll(10, TimeUnit.SECONDS));
    }
    openAll(6);
    assertEquals(3, connections.get(), "connections with space are used again");
  }

  @Test
  void a_call_that_failed_leaves_its_place() {
    for (int i = 0; i < 10; i++) {
      StatusRuntimeException refused =
          assertThrows(
              StatusRuntimeException.class,
              () ->
                  GistServiceGrpc.newBlockingStub(channel)
                      .getGist(GetGistRequest.getDefaultInstance()));
      assertEquals(Status.Code.NOT_FOUND, refused.getStatus().getCode());
    }
    assertEquals(1, connections.get());
  }

  @Test
  void the_end_of_the_client_ends_calls_of_every_connection() throws Exception {
    openAll(5);
    channel.shutdownNow();
    for (int i = 0; i < 5; i++) {
      assertEquals(Status.Code.UNAVAILABLE, ends.poll(10, TimeUnit.SECONDS));
    }
  }

  /** Opens sessions and waits until the server has answered each. */
  private List<StreamObserver<ExchangeRequest>> openAll(int count) throws Exception {
    BlockingQueue<ExchangeResponse> answers = new LinkedBlockingQueue<>();
    List<StreamObserver<ExchangeRequest>> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StreamObserver<ExchangeRequest> session =
          SessionServiceGrpc.newStub(channel)
              .exchange(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ExchangeResponse response) {
                      answers.add(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                      ends.add(Status.fromThrowable(failure).getCode());
                    }

                    @Override
                    public void onCompleted() {
                      ends.add("completed");
                    }
                  });
      session.onNext(ExchangeRequest.getDefaultInstance());
      sessions.add(session);
      assertNotNull(answers.poll(10, TimeUnit.SECONDS), "session " + (i + 1) + " was not answered");
    }
    return sessions;
  }

  private static final class Answering extends SessionServiceGrpc.SessionServiceImplBase {
    @Override
    public StreamObserver<ExchangeRequest> exchange(StreamObserver<ExchangeResponse> answers) {
      return new StreamObserver<>() {
        @Override
        public void onNext(ExchangeRequest request) {
          answers.onNext(ExchangeResponse.getDefaultInstance());
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          answers.onCompleted();
        }
      };
    }
  }

  private static final class Gists extends GistServiceGrpc.GistServiceImplBase {
    @Override
    public void getGist(GetGistRequest request, StreamObserver<GetGistResponse> answers) {
      answers.onError(Status.NOT_FOUND.asRuntimeException());
    }
  }
}
