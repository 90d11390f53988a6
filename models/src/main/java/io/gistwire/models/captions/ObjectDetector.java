package io.gistwire.models.captions;

import java.util.List;

/**
 * Probabilities of objects given a code: a calibrated sum of what a small network sees, of the
 * share of the object's classes, and of the share of votes by sentences that name it.
 */
final class ObjectDetector {
  private static final double LEAST_SHARE = 1e-3;

  private final CaptionBankFile file;
  private final Settings settings;

  ObjectDetector(CaptionBankFile file, Settings settings) {
    this.file = file;
    this.settings = settings;
  }

  /**
   * Probabilities of all objects.
   *
   * @param u unit vector of the code
   * @param votes share of each object in the votes, 0 to 1
   */
  double[] probabilities(double[] u, int stages, double[] votes) {
    double[] own = network(u);
    double[] classes = classes(u);
    List<List<Double>> weights = settings.weights(stages);
    double[] p = new double[votes.length];
    for (int o = 0; o < p.length; o++) {
      List<Double> w = weights.get(o);
      double z =
          w.get(0)
              + w.get(1) * own[o]
              + w.get(2) * Math.log(classes[o] + LEAST_SHARE)
              + w.get(3) * Math.log(votes[o] + LEAST_SHARE);
      p[o] = 1 / (1 + Math.exp(-z));
    }
    return p;
  }

  private double[] network(double[] u) {
    double[] hidden = file.hidden().times(u);
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = Math.max(hidden[i] + file.hiddenBias()[i], 0);
    }
    double[] logits = file.objects().times(hidden);
    for (int o = 0; o < logits.length; o++) {
      logits[o] += file.objectsBias()[o];
    }
    return logits;
  }

  /** For each object the share of its classes among all. */
  private double[] classes(double[] u) {
    double[] shares = new double[settings.objects().size()];
    double[] logits = file.classes().times(u);
    double top = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      top = Math.max(top, logit * settings.classScale());
    }
    double sum = 0;
    for (int c = 0; c < logits.length; c++) {
      double weight = Math.exp(logits[c] * settings.classScale() - top);
      sum += weight;
      int object = settings.classes().get(c);
      if (object >= 0) {
        shares[object] += weight;
      }
    }
    for (int o = 0; o < shares.length && sum > 0; o++) {
      shares[o] /= sum;
    }
    return shares;
  }
}
