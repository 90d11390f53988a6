package io.gistwire.bench.pack;

import io.gistwire.bench.pack.EvaluationData.Captioned;
import io.gistwire.bench.pack.EvaluationData.Labelled;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.models.ModelPack;
import io.gistwire.models.QueryStyle;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.picture.JpegWriter;
import io.gistwire.models.picture.PhotoReader;
import io.gistwire.models.picture.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Retrieval on Flickr8k and zero-shot classification, with the raw vector and with truncated codes.
 * The same figures, names and data as the trainers' {@code evaluate.py}. For one thread; encodes on
 * several.
 */
public final class PackEvaluation {
  private static final int TIMED_WIDTH = 640;
  private static final int TIMED_HEIGHT = 480;
  private static final int TIMED_ROUNDS = 50;
  private static final int[] PREFIXES = {1, 2, 4, 8, 16};
  private static final List<String> UNSEEN = List.of("scenes", "clothing", "houses", "flowers");
  private static final List<String> SEEN = List.of("imagenette", "miniimagenet", "pacs");
  private static final Map<String, String> READABLE =
      Map.of(
          "frontal", "front of a house",
          "Longsleeve", "long-sleeved shirt",
          "Outwear", "jacket",
          "Body", "bodysuit",
          "T-Shirt", "t-shirt",
          "Top", "top");
  private static final Map<String, Double> GOALS =
      Map.of(
          "t2i_recall_at_10_float", 66.0,
          "i2t_recall_at_10_float", 72.0,
          "t2i_recall_kept_16_bytes", 99.0,
          "t2i_recall_kept_8_bytes", 95.0,
          "t2i_recall_kept_4_bytes", 88.0,
          "zero_shot_unseen_mean", 50.0,
          "zero_shot_seen_mean", 80.0,
          "zero_shot_imagenet_sample", 50.0,
          "zero_shot_kept_16_bytes", 98.0);

  private final ModelPack pack;
  private final Quantizer quantizer;
  private final EvaluationData data;
  private final EvaluationOptions options;
  private final Consumer<PackFigure> figures;
  private final PhotoVectors vectors;

  private record Accuracy(double exact, double coded) {}

  /**
   * Prepares an evaluation.
   *
   * @param dataFolder with {@code kodak.zip}, {@code flickr8k.zip}, {@code flickr8k.tsv.xz}, {@code
   *     photos.zip}, {@code photos.tsv} and {@code imagenet-sample.zip}
   * @param figures is given each figure as soon as it is measured
   * @param progress is given a line now and then
   */
  public PackEvaluation(
      ModelPack pack,
      Path dataFolder,
      EvaluationOptions options,
      Consumer<PackFigure> figures,
      Consumer<String> progress)
      throws PackException {
    this.pack = pack;
    this.quantizer = pack.quantizer();
    this.data = new EvaluationData(dataFolder);
    this.options = options;
    this.figures = figures;
    this.vectors = new PhotoVectors(pack.photoEncoder(), options.threads(), progress);
  }

  /**
   * Measures.
   *
   * @throws IOException when a data file is missing or not readable
   * @throws PackException when the pack has no text encoder
   */
  public void run() throws IOException, PackException {
    timing();
    retrieval();
    if (options.zeroShot()) {
      zeroShot();
    }
  }

  private void timing() throws IOException, PackException {
    try {
      Picture photo = PhotoReader.read(data.first("kodak.zip"));
      byte[] jpeg = JpegWriter.write(photo.averaged(TIMED_WIDTH, TIMED_HEIGHT));
      EncodeTiming.measure(pack.photoEncoder(), jpeg, TIMED_ROUNDS).forEach(figures);
    } catch (UnreadablePhotoException e) {
      throw new IOException("kodak.zip: " + e.getMessage(), e);
    }
  }

  private void retrieval() throws IOException, PackException {
    List<Captioned> photos = data.flickr8k(options.split());
    List<String> texts = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    for (int i = 0; i < photos.size(); i++) {
      texts.addAll(photos.get(i).captions());
      for (int k = photos.get(i).captions().size(); k > 0; k--) {
        owners.add(i);
      }
    }
    List<float[]> exact =
        vectors.of(data.archive("flickr8k.zip"), photos.stream().map(Captioned::file).toList());
    List<float[]> queries = pack.textEncoder().encodeAll(texts, QueryStyle.SENTENCE);
    int[] owner = owners.stream().mapToInt(Integer::intValue).toArray();
    int[] own = new int[photos.size()];
    Arrays.setAll(own, i -> i);
    float[][] scores = Recall.scores(queries, exact);
    float[][] back = Recall.transposed(scores);
    for (int at : new int[] {1, 5, 10}) {
      add("t2i_recall_at_" + at + "_float", Recall.recallPercent(scores, owner, own, at), "");
      add("i2t_recall_at_" + at + "_float", Recall.recallPercent(back, own, owner, at), "");
    }
    double whole = Recall.recallPercent(scores, owner, own, 10);
    List<byte[]> codes = codes(exact);
    for (int bytes : prefixes()) {
      float[][] coded = Recall.scores(queries, decoded(codes, bytes));
      double recall = Recall.recallPercent(coded, owner, own, 10);
      add("t2i_recall_at_10_" + bytes + "_bytes", recall, "");
      add(
          "i2t_recall_at_10_" + bytes + "_bytes",
          Recall.recallPercent(Recall.transposed(coded), own, owner, 10),
          "");
      add("t2i_recall_kept_" + bytes + "_bytes", 100 * recall / whole, "");
    }
  }

  private int[] prefixes() {
    int whole = quantizer.codeBytes();
    return quantizer.prefixDecodable()
        ? Arrays.stream(PREFIXES).filter(bytes -> bytes <= whole).toArray()
        : new int[] {whole};
  }

  private void zeroShot() throws IOException, PackException {
    List<Accuracy> unseen = new ArrayList<>();
    for (String set : UNSEEN) {
      unseen.add(zeroShot(set, "photos.zip", data.labelled(set)));
    }
    List<Accuracy> all = new ArrayList<>(unseen);
    for (String set : SEEN) {
      all.add(zeroShot(set, "photos.zip", data.labelled(set)));
    }
    List<Accuracy> seen = all.subList(unseen.size(), all.size());
    add("zero_shot_unseen_mean", mean(unseen, false), "labels and photos never trained on");
    add("zero_shot_unseen_mean_16_bytes", mean(unseen, true), "");
    add("zero_shot_seen_mean", mean(seen, false), "label-supervised through ImageNet");
    all.add(zeroShot("imagenet-sample", "imagenet-sample.zip", data.imagenetSample()));
    add("zero_shot_kept_16_bytes", 100 * mean(all, true) / mean(all, false), "");
  }

  private static double mean(List<Accuracy> sets, boolean coded) {
    return sets.stream().mapToDouble(set -> coded ? set.coded() : set.exact()).sum() / sets.size();
  }

  private Accuracy zeroShot(String set, String archive, List<Labelled> all)
      throws IOException, PackException {
    List<Labelled> photos = thinned(all);
    List<String> labels =
        new ArrayList<>(new TreeSet<>(all.stream().map(Labelled::label).toList()));
    int[] truth = photos.stream().mapToInt(photo -> labels.indexOf(photo.label())).toArray();
    List<String> texts = labels.stream().map(label -> READABLE.getOrDefault(label, label)).toList();
    List<float[]> queries = pack.textEncoder().encodeAll(texts, QueryStyle.LABEL);
    List<float[]> exact =
        vectors.of(data.archive(archive), photos.stream().map(Labelled::file).toList());
    double plain = Recall.accuracyPercent(Recall.scores(queries, exact), truth);
    List<float[]> decoded = decoded(codes(exact), quantizer.codeBytes());
    double coded = Recall.accuracyPercent(Recall.scores(queries, decoded), truth);
    add(
        "zero_shot_" + set.replace('-', '_'),
        plain,
        String.format(
            "%d labels, %d photos, chance %.1f %%, 16 bytes %.1f %%",
            labels.size(), photos.size(), 100.0 / labels.size(), coded));
    return new Accuracy(plain, coded);
  }

  private List<Labelled> thinned(List<Labelled> all) {
    int keep = options.photosPerSet();
    if (keep == 0 || all.size() <= keep) {
      return all;
    }
    List<Labelled> kept = new ArrayList<>();
    for (int i = 0; i < keep; i++) {
      kept.add(all.get((int) ((long) i * all.size() / keep)));
    }
    return kept;
  }

  private List<byte[]> codes(List<float[]> exact) {
    return exact.parallelStream().map(quantizer::encode).toList();
  }

  private List<float[]> decoded(List<byte[]> codes, int bytes) {
    return codes.stream().map(code -> quantizer.decode(Arrays.copyOf(code, bytes))).toList();
  }

  private void add(String name, double value, String note) {
    Double goal = GOALS.get(name);
    figures.accept(
        new PackFigure(
            name,
            value,
            "%",
            goal == null ? OptionalDouble.empty() : OptionalDouble.of(goal),
            note));
  }
}
