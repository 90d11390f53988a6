package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.calls.ResultStream;
import io.gistwire.proto.v1.AdminServiceGrpc;
import io.gistwire.proto.v1.FollowGistsRequest;
import io.gistwire.proto.v1.FollowGistsResponse;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.PackServiceGrpc;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.gistwire.proto.v1.StoredGist;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every call of the protocol that an application makes has a typed method in the SDK. */
class TypedCallsTest {
  private static final Path CALLS = Path.of("src/main/java/io/gistwire/client/calls");

  @Test
  void every_rpc_but_the_session_has_a_typed_method() throws Exception {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.list(CALLS)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        sources.append(Files.readString(file));
      }
    }
    Set<String> missing = new TreeSet<>();
    for (ServiceDescriptor service :
        List.of(
            AdminServiceGrpc.getServiceDescriptor(),
            GistServiceGrpc.getServiceDescriptor(),
            PackServiceGrpc.getServiceDescriptor(),
            SearchServiceGrpc.getServiceDescriptor(),
            WatchServiceGrpc.getServiceDescriptor())) {
      for (MethodDescriptor<?, ?> method : service.getMethods()) {
        if (sources.indexOf(".get" + method.getBareMethodName() + "Method()") < 0) {
          missing.add(method.getFullMethodName());
        }
      }
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void a_follower_of_gists_goes_on_after_a_lost_connection_without_a_gap_or_a_double()
      throws Exception {
    CutOff arrivals = new CutOff();
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(arrivals)
            .build()
            .start();
    List<Long> positions = new ArrayList<>();
    try (GistwireClient client =
            GistwireClient.builder()
                .target("localhost:" + server.getPort())
                .volatileOutbox()
                .build();
        ResultStream<FollowGistsResponse> gists =
            client.gists().follow(FollowGistsRequest.newBuilder().setAfterPosition(3).build())) {
      while (positions.size() < 9) {
        assertTrue(gists.hasNext());
        positions.add(gists.next().getPosition());
      }
    } finally {
      server.shutdownNow();
    }
    assertEquals(List.of(4L, 5L, 6L, 8L, 9L, 10L, 12L, 13L, 14L), positions);
    assertEquals(List.of(3L, 7L, 11L), arrivals.asked.subList(0, 3));
  }

  /** Sends three gists and a sign of life after the asked position, then loses the connection. */
  private static final class CutOff extends GistServiceGrpc.GistServiceImplBase {
    private final List<Long> asked = new CopyOnWriteArrayList<>();

    @Override
    public void followGists(
        FollowGistsRequest request, StreamObserver<FollowGistsResponse> observer) {
      asked.add(request.getAfterPosition());
      for (int i = 1; i <= 3; i++) {
        observer.onNext(
            FollowGistsResponse.newBuilder()
                .setPosition(request.getAfterPosition() + i)
                .setGist(StoredGist.newBuilder().setName("sources/cam/gists/" + i))
                .build());
      }
      observer.onNext(
          FollowGistsResponse.newBuilder().setPosition(request.getAfterPosition() + 4).build());
      observer.onError(Status.UNAVAILABLE.asRuntimeException());
    }
  }
}
