package io.gistwire.cli.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.proto.v1.ListGistsResponse;
import io.gistwire.proto.v1.StoredGist;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Lists of several pages, from a server whose tokens hold for the one request they are from. */
class ListCommandTest {
  private static final int STORED = 7;
  private static final int PAGE = 3;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new StrictPages())
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  /** Short pages, as of a filter that takes little. */
  private static final class StrictPages extends GistServiceGrpc.GistServiceImplBase {
    private final Map<String, ListGistsRequest> tokens = new HashMap<>();

    @Override
    public synchronized void listGists(
        ListGistsRequest request, StreamObserver<ListGistsResponse> observer) {
      ListGistsRequest untokened = request.toBuilder().clearPageToken().build();
      String token = request.getPageToken();
      if (!token.isEmpty() && !untokened.equals(tokens.get(token))) {
        observer.onError(Status.INVALID_ARGUMENT.withDescription("page_token").asException());
        return;
      }
      int first = token.isEmpty() ? 1 : Integer.parseInt(token);
      int end = Math.min(STORED + 1, first + Math.min(PAGE, request.getPageSize()));
      ListGistsResponse.Builder page = ListGistsResponse.newBuilder();
      for (int number = first; number < end; number++) {
        page.addGists(StoredGist.newBuilder().setName("sources/cam/gists/" + number));
      }
      if (end <= STORED) {
        page.setNextPageToken(Integer.toString(end));
        tokens.put(page.getNextPageToken(), untokened);
      }
      observer.onNext(page.build());
      observer.onCompleted();
    }
  }

  private List<Integer> listed(String... arguments) {
    CommandLine command = new CommandLine(new ListCommand());
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of("--json", "--server"));
    all.add("localhost:" + server.getPort());
    all.addAll(List.of(arguments));
    assertEquals(0, command.execute(all.toArray(String[]::new)), err::toString);
    return Pattern.compile("sources/cam/gists/([0-9]+)")
        .matcher(out.toString())
        .results()
        .map(match -> Integer.parseInt(match.group(1)))
        .toList();
  }

  @Test
  void all_pages_of_a_list_since_a_moment_ago_are_printed() {
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), listed("--since", "24h"));
    assertEquals("", err.toString());
  }

  @Test
  void as_many_as_were_asked_for_are_printed_though_the_pages_do_not_divide_so() {
    assertEquals(List.of(1, 2, 3, 4, 5), listed("-n", "5"));
    assertTrue(err.toString().startsWith("gistwire: the newest 5 are shown, and there are more"));
  }
}
