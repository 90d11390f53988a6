package io.gistwire.examples;

import io.gistwire.client.ClientBuilder;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.client.GistwireException;
import io.gistwire.client.StreamListener;
import io.gistwire.client.calls.ResultStream;
import io.gistwire.client.outbox.PhotoDigest;
import io.gistwire.models.ModelPack;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SearchHit;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WatchRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A back end: sends a folder of photos, searches, waits for an alert.
 *
 * <pre>
 * BackEnd HOST:PORT send FOLDER OUTBOX     photos sent before, in any run, are passed over
 * BackEnd HOST:PORT search TEXT
 * BackEnd HOST:PORT watch TEXT             ends with the first alert
 * </pre>
 *
 * With a token in {@code GISTWIRE_TOKEN} where the server requests one.
 */
public final class BackEnd {
  private static final String SOURCE = "back-end";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private BackEnd() {}

  /** Runs one of the three. */
  public static void main(String[] arguments) throws Exception {
    String target = arguments[0];
    switch (arguments[1]) {
      case "send" -> send(target, Path.of(arguments[2]), Path.of(arguments[3]));
      case "search" -> search(target, arguments[2]);
      case "watch" -> watch(target, arguments[2]);
      default -> throw new IllegalArgumentException("send, search or watch, not " + arguments[1]);
    }
  }

  private static ClientBuilder to(String target) {
    ClientBuilder builder = GistwireClient.builder().target(target);
    String token = System.getenv("GISTWIRE_TOKEN");
    return token == null ? builder : builder.token(token);
  }

  /** Whatever happens to this process or to the server, each photo is on the server's disk once. */
  private static void send(String target, Path folder, Path outbox) throws Exception {
    List<Path> photos;
    try (Stream<Path> files = Files.list(folder)) {
      photos =
          files
              .filter(file -> file.toString().matches("(?i).*\\.(jpe?g|png|webp)"))
              .sorted()
              .collect(Collectors.toList());
    }
    try (ModelPack pack = ModelPack.bundled();
        GistwireClient client =
            to(target).encoder(pack.photoEncoder()).outboxFolder(outbox).build();
        GistStream stream = client.open(SOURCE, new Log())) {
      System.out.println("left from before: " + stream.pending().entries());
      for (Path file : photos) {
        byte[] photo = Files.readAllBytes(file);
        if (stream.sentBefore(PhotoDigest.of(photo)).toCompletableFuture().get()) {
          System.out.println("sent before: " + file.getFileName());
          continue;
        }
        stream.ready().toCompletableFuture().get();
        stream
            .send(photo)
            .stored()
            .thenAccept(key -> System.out.println("stored: " + file.getFileName()));
      }
      boolean isDelivered = stream.close(PATIENCE);
      System.out.println(isDelivered ? "all delivered" : "left for later: " + stream.pending());
    }
  }

  private static void search(String target, String text) throws Exception {
    try (GistwireClient client = to(target).volatileOutbox().build()) {
      for (SearchHit hit : client.search().search(text, 3).get().getHitsList()) {
        System.out.printf(
            "%.3f %s %s%n", hit.getScore(), hit.getName(), hit.getGist().getCaption());
      }
    }
  }

  private static void watch(String target, String text) throws Exception {
    Watch watch =
        Watch.newBuilder()
            .setDisplayName(text)
            .setCondition(
                WatchCondition.newBuilder()
                    .setQuery(Query.newBuilder().addTerms(QueryTerm.newBuilder().setText(text))))
            .setMinScore(0.5f)
            .build();
    try (GistwireClient client = to(target).volatileOutbox().build()) {
      String name =
          client
              .watches()
              .create(CreateWatchRequest.newBuilder().setWatch(watch).build())
              .get()
              .getWatch()
              .getName();
      System.out.println("watching: " + name);
      WatchRequest alerts = WatchRequest.newBuilder().addWatches(name).setAfterPosition(0).build();
      try (ResultStream<Alert> stream = client.watches().watch(alerts)) {
        Alert first = stream.next();
        System.out.println("alert: " + first.getGist());
      }
    }
  }

  /** Tells what goes wrong meanwhile; the stream goes on by itself. */
  private static final class Log implements StreamListener {
    @Override
    public void disconnected(GistwireException cause, Duration retryIn) {
      System.out.println("not connected: " + cause.problem());
    }
  }
}
