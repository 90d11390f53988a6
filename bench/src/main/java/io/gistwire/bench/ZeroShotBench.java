package io.gistwire.bench;

import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.output.Progress;
import io.gistwire.cli.picture.PictureCodec;
import io.gistwire.codec.UnreadablePhotoException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Accuracy against bytes of every way to send the photos: codes of several lengths, and the usual
 * codecs at native size and downscaled, whose output the same encoder then sees.
 */
final class ZeroShotBench {
  static final String CODES = "gist";
  static final String AS_THEY_ARE = "the photos as they are";
  static final String NATIVE = ", native size";
  static final String DOWNSCALED = ", downscaled";

  private static final int[] CODE_BYTES = {1, 2, 4, 8, 16};
  private static final double[] SCALES = {0.5, 0.25, 0.15};

  private final ZeroShotClassifier classifier;
  private final List<LabelledPhotos.Photo> photos;
  private final Problems problems;
  private final List<RatePoint> points = new ArrayList<>();
  private final Seen[] seen;

  /** A file of a photo and the label that was read from it. */
  private record Seen(byte[] file, int label) {}

  /** Photos that cannot be decoded are reported and left out. */
  ZeroShotBench(
      ZeroShotClassifier classifier, List<LabelledPhotos.Photo> photos, Problems problems) {
    this.classifier = classifier;
    this.photos = new ArrayList<>(photos);
    this.problems = problems;
    this.seen = new Seen[photos.size()];
  }

  /** Photos that were measured; final when {@link #run} has returned. */
  int photoCount() {
    return photos.size();
  }

  List<RatePoint> run(Progress progress) throws IOException, UnreadablePhotoException {
    codes(progress);
    if (photos.isEmpty()) {
      throw new CommandException(
          "none of the photos can be decoded", "JPEG, PNG and WebP are read.");
    }
    for (PictureCodec codec : PictureCodec.values()) {
      if (codec.available()) {
        codec(codec, progress);
      }
    }
    return points;
  }

  /** Passes over the photos that {@link #run} makes, for the progress. */
  static long passes() {
    long passes = 1;
    for (PictureCodec codec : PictureCodec.values()) {
      passes += codec.available() ? (long) codec.qualities().size() * (1 + SCALES.length) : 0;
    }
    return passes;
  }

  private void codes(Progress progress) {
    int[] right = new int[CODE_BYTES.length];
    int rightFloat = 0;
    double nativeBytes = 0;
    for (LabelledPhotos.Photo photo : List.copyOf(photos)) {
      float[] vector;
      try {
        vector = classifier.vector(photo.bytes());
        PictureCodec.decode(photo.bytes());
      } catch (IOException | UnreadablePhotoException unreadable) {
        problems.add(photo.name(), unreadable);
        photos.remove(photo);
        continue;
      }
      byte[] code = classifier.code(vector);
      for (int i = 0; i < right.length; i++) {
        right[i] += classifier.classifyCode(code, CODE_BYTES[i]) == photo.label() ? 1 : 0;
      }
      rightFloat += classifier.classify(vector) == photo.label() ? 1 : 0;
      nativeBytes += photo.bytes().length;
      progress.step();
    }
    for (int i = 0; i < right.length; i++) {
      points.add(new RatePoint(CODES, CODE_BYTES[i] + " bytes", CODE_BYTES[i], share(right[i])));
    }
    points.add(new RatePoint(AS_THEY_ARE, "float", nativeBytes / photos.size(), share(rightFloat)));
  }

  private void codec(PictureCodec codec, Progress progress)
      throws IOException, UnreadablePhotoException {
    point(codec, 1, progress);
    for (double scale : SCALES) {
      point(codec, scale, progress);
    }
  }

  private void point(PictureCodec codec, double scale, Progress progress)
      throws IOException, UnreadablePhotoException {
    for (float quality : codec.qualities()) {
      double bytes = 0;
      int right = 0;
      for (int i = 0; i < photos.size(); i++) {
        BufferedImage picture = PictureCodec.decode(photos.get(i).bytes());
        byte[] file = codec.encode(PictureCodec.scaled(picture, scale), quality);
        bytes += file.length;
        right += label(i, file) == photos.get(i).label() ? 1 : 0;
        progress.step();
      }
      String name = codec.title() + (scale == 1 ? NATIVE : DOWNSCALED);
      String setting = String.format(Locale.ROOT, "quality %.2f, x %.2f", quality, scale);
      points.add(new RatePoint(name, setting, bytes / photos.size(), share(right)));
    }
  }

  /** Coarse settings often give the very same file again, which need not be looked at twice. */
  private int label(int photo, byte[] file) throws IOException, UnreadablePhotoException {
    if (seen[photo] == null || !Arrays.equals(seen[photo].file(), file)) {
      byte[] png = PictureCodec.png(PictureCodec.decode(file));
      seen[photo] = new Seen(file, classifier.classify(classifier.vector(png)));
    }
    return seen[photo].label();
  }

  private double share(int right) {
    return (double) right / photos.size();
  }
}
