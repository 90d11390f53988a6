package io.gistwire.server.search;

import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.models.QueryStyle;
import io.gistwire.proto.v1.ClassLabel;
import io.gistwire.server.index.Budget;
import io.gistwire.server.query.QueryPack;
import io.gistwire.server.query.TermReader;
import io.gistwire.server.refusal.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks class labels and makes a score table of each. */
final class ClassLabels {
  private static final int MAX_LABELS = 1000;
  private static final int MAX_NAME = 200;
  private static final int MAX_TEXTS = 16;

  private ClassLabels() {}

  static void check(List<ClassLabel> labels) {
    if (labels.isEmpty() || labels.size() > MAX_LABELS) {
      throw Refusal.ofField(
          "labels", "has " + labels.size() + " labels; 1 to " + MAX_LABELS + " are allowed");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < labels.size(); i++) {
      ClassLabel label = labels.get(i);
      String field = "labels[" + i + "]";
      if (label.getLabel().isBlank() || label.getLabel().length() > MAX_NAME) {
        throw Refusal.ofField(
            field + ".label",
            "has " + label.getLabel().length() + " characters; 1 to " + MAX_NAME + ", not blank");
      }
      if (!names.add(label.getLabel())) {
        throw Refusal.ofField(
            field + ".label",
            "'" + Refusal.shown(label.getLabel()) + "' occurs twice; name each label once");
      }
      checkTexts(field, label);
    }
  }

  private static void checkTexts(String field, ClassLabel label) {
    if (label.getTextsCount() > MAX_TEXTS) {
      throw Refusal.ofField(
          field + ".texts", "has " + label.getTextsCount() + " texts; at most " + MAX_TEXTS);
    }
    for (int i = 0; i < label.getTextsCount(); i++) {
      TermReader.checkText(field + ".texts[" + i + "]", label.getTexts(i));
    }
  }

  /** One table a label, in order; {@code plain} texts go through no templates. */
  static List<ScoreTable> tables(
      List<ClassLabel> labels, boolean plain, QueryPack pack, Budget budget) {
    List<ScoreTable> tables = new ArrayList<>();
    for (float[] vector : vectors(labels, plain, pack, budget)) {
      tables.add(pack.quantizer().scoreTable(vector));
    }
    return tables;
  }

  /** Cosine of a unit vector and each label, in order. */
  static double[] similarities(
      float[] unit, List<ClassLabel> labels, boolean plain, QueryPack pack, Budget budget) {
    List<float[]> vectors = vectors(labels, plain, pack, budget);
    double[] similarities = new double[vectors.size()];
    for (int label = 0; label < similarities.length; label++) {
      for (int j = 0; j < unit.length; j++) {
        similarities[label] += (double) unit[j] * vectors.get(label)[j];
      }
    }
    return similarities;
  }

  private static List<float[]> vectors(
      List<ClassLabel> labels, boolean plain, QueryPack pack, Budget budget) {
    QueryStyle style = plain ? QueryStyle.SENTENCE : QueryStyle.LABEL;
    List<float[]> vectors = new ArrayList<>();
    for (ClassLabel label : labels) {
      budget.check();
      List<String> texts =
          label.getTextsCount() == 0 ? List.of(label.getLabel()) : label.getTextsList();
      vectors.add(mean(pack.texts(texts, style)));
    }
    return vectors;
  }

  private static float[] mean(List<float[]> vectors) {
    float[] sum = new float[vectors.get(0).length];
    for (float[] vector : vectors) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += vector[j];
      }
    }
    return TermReader.unit(sum);
  }
}
