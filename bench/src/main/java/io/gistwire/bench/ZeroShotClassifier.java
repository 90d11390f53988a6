package io.gistwire.bench;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.models.ModelPack;
import io.gistwire.models.PackPhotoEncoder;
import io.gistwire.models.QueryStyle;
import io.gistwire.models.manifest.PackException;
import java.util.Arrays;
import java.util.List;

/**
 * States which of the labels fits a vector or a code best, by the pack's text encoder. Not
 * thread-safe.
 */
final class ZeroShotClassifier {
  private final PackPhotoEncoder photos;
  private final Quantizer quantizer;
  private final List<float[]> queries;

  ZeroShotClassifier(ModelPack pack, List<String> labels) throws PackException {
    this.photos = pack.photoEncoder();
    this.quantizer = pack.quantizer();
    this.queries = pack.textEncoder().encodeAll(labels, QueryStyle.LABEL);
  }

  float[] vector(byte[] photo) throws UnreadablePhotoException {
    return photos.vector(photo);
  }

  byte[] code(float[] vector) {
    return quantizer.encode(vector);
  }

  int classifyCode(byte[] code, int bytes) {
    return classify(quantizer.decode(Arrays.copyOf(code, bytes)));
  }

  int classify(float[] vector) {
    int best = 0;
    double bestScore = Double.NEGATIVE_INFINITY;
    // |x| is the same for all labels, so it does not change which is best.
    for (int label = 0; label < queries.size(); label++) {
      double score = dot(queries.get(label), vector);
      if (score > bestScore) {
        best = label;
        bestScore = score;
      }
    }
    return best;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
