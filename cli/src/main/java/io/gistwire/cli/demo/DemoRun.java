package io.gistwire.cli.demo;

import com.google.protobuf.ByteString;
import io.gistwire.cli.link.ThinLink;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.output.Quantity;
import io.gistwire.cli.output.Reason;
import io.gistwire.cli.process.ServerProcess;
import io.gistwire.client.CaptureInfo;
import io.gistwire.client.GistKey;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PackException;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends the photos over the thin link and queries the server about what arrived. Not thread-safe.
 */
final class DemoRun {
  static final String WATCH_ID = "demo";

  private static final String SOURCE = "demo-camera";
  private static final long DELIVERY_LIMIT_SECONDS = 600;

  private final ModelPack pack;
  private final ServerProcess server;
  private final ThinLink link;
  private final long bitsPerSecond;
  private final Set<LayerKind> layers;
  private final PrintWriter out;
  private final Problems problems;
  private final Map<String, Integer> photoOfName = new LinkedHashMap<>();
  private double encodeSeconds;

  DemoRun(
      ModelPack pack,
      ServerProcess server,
      ThinLink link,
      long bitsPerSecond,
      Set<LayerKind> layers,
      PrintWriter out,
      Problems problems) {
    this.pack = pack;
    this.server = server;
    this.link = link;
    this.bitsPerSecond = bitsPerSecond;
    this.layers = layers;
    this.out = out;
    this.problems = problems;
  }

  /** Photos that cannot be decoded are reported and left out. */
  DemoResult run(List<DemoPhotos.File> photos, DemoQuestions questions, Path outbox)
      throws IOException,
          InterruptedException,
          PackException,
          UnreadablePhotoException,
          GistFormatException {
    try (GistwireClient direct = client(server.grpcPort()).volatileOutbox().build()) {
      addWatch(direct, questions);
      Map<DemoPhotos.File, Gist> encoded = encode(photos);
      List<DemoPhotos.File> files = List.copyOf(encoded.keySet());
      DemoResult.LinkUse use = send(files, List.copyOf(encoded.values()), outbox);
      DemoAnswers answers = new DemoAnswers(pack, direct, photoOfName);
      return new DemoResult(
          answers.photos(files),
          use,
          answers.searches(questions.searches()),
          answers.alerts(questions.watch()),
          answers.classes(questions.labels()),
          1e3 * encodeSeconds);
    } catch (ExecutionException failed) {
      throw new CommandException(
          "the demonstration's server refused a call: " + Reason.of(failed),
          "Its log is in the data folder; --keep leaves it there.",
          1,
          failed);
    }
  }

  private static io.gistwire.client.ClientBuilder client(int port) {
    return GistwireClient.builder().target("localhost:" + port).plaintext();
  }

  private void addWatch(GistwireClient client, DemoQuestions questions)
      throws ExecutionException, InterruptedException {
    Watch watch =
        Watch.newBuilder()
            .setDisplayName(questions.watch())
            .setCondition(
                WatchCondition.newBuilder()
                    .setQuery(
                        Query.newBuilder()
                            .addTerms(QueryTerm.newBuilder().setText(questions.watch()))))
            .setMinScore(questions.watchMinScore())
            .setCodeFingerprint(ByteString.copyFrom(pack.fingerprint().toByteArray()))
            .build();
    client
        .watches()
        .create(CreateWatchRequest.newBuilder().setWatchId(WATCH_ID).setWatch(watch).build())
        .get();
  }

  private Map<DemoPhotos.File, Gist> encode(List<DemoPhotos.File> files) throws PackException {
    EncodeOptions options = EncodeOptions.defaults().withLayers(layers);
    Map<DemoPhotos.File, Gist> gists = new LinkedHashMap<>();
    for (DemoPhotos.File file : files) {
      long start = System.nanoTime();
      try {
        gists.put(file, pack.photoEncoder().encode(file.bytes(), options));
      } catch (UnreadablePhotoException unreadable) {
        problems.add(file.name(), unreadable);
      }
      // The first call loads the network; users pay that once, so it is not part of the mean.
      encodeSeconds += gists.size() < 2 && files.size() > 1 ? 0 : (System.nanoTime() - start) / 1e9;
    }
    if (gists.isEmpty()) {
      throw new CommandException(
          "none of the photos can be decoded", "JPEG, PNG and WebP are read.");
    }
    encodeSeconds /= Math.max(1, gists.size() - 1);
    out.printf(
        Locale.ROOT,
        "Encoded %d photos on the device: %.0f ms each%n",
        gists.size(),
        1e3 * encodeSeconds);
    return gists;
  }

  private DemoResult.LinkUse send(List<DemoPhotos.File> files, List<Gist> gists, Path outbox)
      throws IOException, InterruptedException, ExecutionException {
    long start = System.nanoTime();
    try (GistwireClient client = client(link.port()).outboxFolder(outbox).build();
        GistStream stream = client.open(SOURCE)) {
      List<CompletableFuture<GistKey>> delivered = new ArrayList<>();
      for (Gist gist : gists) {
        stream.ready().toCompletableFuture().get();
        delivered.add(stream.send(gist, CaptureInfo.now()).delivered().toCompletableFuture());
      }
      stream.flush();
      DemoProgress progress = new DemoProgress(out, files, link, bitsPerSecond, start);
      for (int i = 0; i < delivered.size(); i++) {
        GistKey key = await(delivered.get(i), progress, i);
        photoOfName.put(key.name(), i);
      }
      return progress.done(delivered.size());
    }
  }

  private static GistKey await(CompletableFuture<GistKey> receipt, DemoProgress progress, int done)
      throws InterruptedException, ExecutionException {
    for (long waited = 0; waited < DELIVERY_LIMIT_SECONDS * 4; waited++) {
      try {
        return receipt.get(250, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        progress.show(done);
      }
    }
    throw new CommandException(
        "gist " + (done + 1) + " was not delivered in " + Quantity.seconds(DELIVERY_LIMIT_SECONDS),
        "Try a faster link: --rate 9600.");
  }

  /** How long the server may take to start on a busy machine. */
  static Duration startLimit() {
    return Duration.ofSeconds(120);
  }
}
