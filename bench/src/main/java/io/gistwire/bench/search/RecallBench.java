package io.gistwire.bench.search;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.Figures.Better;
import io.gistwire.bench.pack.CaptionedPhotos;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.Metric;
import io.gistwire.models.manifest.PackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Measures recall on real photos through the whole path; see {@code bench recall}. */
public final class RecallBench {
  private static final String TRAINERS = "t2i_recall_at_10_16_bytes";

  /** How far below the trainer's figure the whole path may stay, in percentage points. */
  private static final double ALLOWED_LOSS = 0.5;

  private static final float SERVERS_DEFAULT = -1;

  private final ModelPack pack;
  private final Path data;
  private final String split;
  private final float[] captionShares;
  private final Consumer<String> progress;

  /**
   * What to measure.
   *
   * @param data folder with {@code flickr8k.zip} and {@code flickr8k.tsv.xz}
   * @param split {@code test} or {@code val}
   * @param captionShares further shares of the caption words to try, each above 0 and below 1
   * @param progress is given a line now and then
   */
  public RecallBench(
      ModelPack pack, Path data, String split, float[] captionShares, Consumer<String> progress) {
    this.pack = pack;
    this.data = data;
    this.split = split;
    this.captionShares = captionShares.clone();
    this.progress = progress;
  }

  /** Starts a server below a folder, sends the photos' gists, queries, stops it. */
  public void run(Path parent, List<Path> packs, int most, Figures figures)
      throws IOException,
          PackException,
          UnreadablePhotoException,
          InterruptedException,
          ExecutionException {
    List<CaptionedPhotos.Photo> all = CaptionedPhotos.read(data, split);
    List<CaptionedPhotos.Photo> photos = all.subList(0, Math.min(most, all.size()));
    try (SearchServer server = SearchServer.start(parent, packs, List.of())) {
      StoredPhotos stored =
          StoredPhotos.send(photos, data.resolve("flickr8k.zip"), pack, server.client());
      progress.accept(photos.size() + " photos are on the server");
      figures.add("recall_photos", photos.size(), "photos", null, Better.HIGHER);
      quality(new WatchQuality(server.client(), stored), figures);
      CaptionQuestions questions =
          new CaptionQuestions(server.client(), stored, asked -> say(asked, photos.size()));
      questions.awaitCaptions();
      progress.accept("the server has read all captions");
      List<CaptionQuestions.Recall> recalls = questions.ask(ways());
      byCode(recalls.get(0), photos.size() == all.size(), figures);
      add("words", recalls.get(1), figures);
      add("hybrid", recalls.get(2), figures);
      for (int i = 0; i < captionShares.length; i++) {
        String share = Math.round(100 * captionShares[i]) + "_percent_words";
        add("hybrid_" + share, recalls.get(3 + i), figures);
      }
    }
  }

  private float[] ways() {
    float[] ways = new float[3 + captionShares.length];
    ways[1] = 1;
    ways[2] = SERVERS_DEFAULT;
    System.arraycopy(captionShares, 0, ways, 3, captionShares.length);
    return ways;
  }

  private void say(int asked, int count) {
    if (asked % 100 == 0) {
      progress.accept("asked for " + asked + " of " + count + " photos");
    }
  }

  private void byCode(CaptionQuestions.Recall recall, boolean whole, Figures figures) {
    Optional<Metric> trainers =
        pack.manifest().metrics().stream()
            .filter(metric -> whole && split.equals("test") && metric.name().equals(TRAINERS))
            .findFirst();
    if (trainers.isEmpty()) {
      add("t2i", recall, figures);
      return;
    }
    double theirs = trainers.get().value();
    figures
        .add("t2i_recall_at_1_grpc", recall.at1(), "%", null, Better.HIGHER)
        .add("t2i_recall_at_5_grpc", recall.at5(), "%", null, Better.HIGHER)
        .add(
            "t2i_recall_at_10_grpc",
            recall.at10(),
            "%",
            theirs - ALLOWED_LOSS,
            Better.HIGHER,
            "the trainer's " + theirs + " %",
            recall.at10() / theirs);
  }

  private static void add(String name, CaptionQuestions.Recall recall, Figures figures) {
    figures
        .add(name + "_recall_at_1_grpc", recall.at1(), "%", null, Better.HIGHER)
        .add(name + "_recall_at_5_grpc", recall.at5(), "%", null, Better.HIGHER)
        .add(name + "_recall_at_10_grpc", recall.at10(), "%", null, Better.HIGHER);
  }

  private static void quality(WatchQuality watches, Figures figures)
      throws ExecutionException, InterruptedException {
    for (WatchQuality.Subject subject : WatchQuality.Subject.ALL) {
      WatchQuality.Agreement agreement = watches.measure(subject);
      String name = "watch_" + subject.name();
      figures
          .add(name + "_photos", agreement.relevant(), "photos", null, Better.HIGHER)
          .add(name + "_raised", agreement.raised(), "photos", null, Better.LOWER)
          .add(name + "_precision", agreement.precision(), "%", null, Better.HIGHER)
          .add(name + "_recall", agreement.recall(), "%", null, Better.HIGHER);
    }
  }
}
