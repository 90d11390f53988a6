package io.gistwire.server.search;

import com.google.protobuf.util.Timestamps;
import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.codec.quantizer.TopScores;
import io.gistwire.proto.v1.ClassLabel;
import io.gistwire.proto.v1.ClassifyResponse;
import io.gistwire.proto.v1.LabelCount;
import io.gistwire.proto.v1.TimeBucket;
import io.gistwire.server.index.CodeBatch;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.refusal.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts labels over batches of codes. Not thread-safe. */
final class ClassCounts {
  private static final int EXAMPLES = 5;
  private static final int MAX_BUCKETS = 1000;

  private final List<ScoreTable> tables;
  private final double logitScale;
  private final float minProbability;
  private final long bucketMillis;
  private final long[] counts;
  private final double[] sums;
  private final List<TopScores> best = new ArrayList<>();
  private final Map<Long, GistKey> keys = new HashMap<>();
  private final TreeMap<Long, long[]> buckets = new TreeMap<>();
  private final float[][] scores;
  private long seen;
  private long unclassified;

  /**
   * Counts of nothing yet.
   *
   * @param bucketMillis length of the histogram's spans; 0: no histogram
   */
  ClassCounts(List<ScoreTable> tables, double logitScale, float minProbability, long bucketMillis) {
    this.tables = tables;
    this.logitScale = logitScale;
    this.minProbability = minProbability;
    this.bucketMillis = bucketMillis;
    this.counts = new long[tables.size()];
    this.sums = new double[tables.size()];
    this.scores = new float[tables.size()][CodeBatch.CAPACITY];
    tables.forEach(table -> best.add(new TopScores(EXAMPLES)));
  }

  void add(CodeBatch batch) {
    for (int label = 0; label < tables.size(); label++) {
      tables
          .get(label)
          .score(
              batch.codes(),
              0,
              batch.codeBytes(),
              batch.count(),
              batch.inverseNorms(),
              0,
              scores[label],
              0);
    }
    double[] probabilities = new double[tables.size()];
    for (int i = 0; i < batch.count(); i++) {
      for (int label = 0; label < probabilities.length; label++) {
        probabilities[label] = scores[label][i];
      }
      softmax(probabilities, logitScale);
      count(batch, i, probabilities);
    }
  }

  private void count(CodeBatch batch, int i, double[] probabilities) {
    int winner = 0;
    for (int label = 0; label < probabilities.length; label++) {
      sums[label] += probabilities[label];
      winner = probabilities[label] > probabilities[winner] ? label : winner;
    }
    long id = seen++;
    boolean isSure = probabilities[winner] >= minProbability;
    if (isSure) {
      counts[winner]++;
      if (best.get(winner).offer(id, (float) probabilities[winner])) {
        keys.put(id, batch.key(i));
      }
    } else {
      unclassified++;
    }
    if (bucketMillis > 0) {
      long[] bucket = bucket(batch.capturedMillis(i));
      bucket[isSure ? winner : counts.length]++;
    }
  }

  private long[] bucket(long capturedMillis) {
    long number = Math.floorDiv(capturedMillis, bucketMillis);
    long[] bucket = buckets.computeIfAbsent(number, key -> new long[counts.length + 1]);
    if (buckets.size() > MAX_BUCKETS) {
      throw Refusal.ofField(
          "bucket_duration",
          "gives more than " + MAX_BUCKETS + " spans; take a longer one or a shorter time range");
    }
    return bucket;
  }

  /** Turns scores into probabilities, in place. */
  static void softmax(double[] scores, double logitScale) {
    double most = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      most = Math.max(most, score);
    }
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.exp(logitScale * (scores[i] - most));
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
  }

  ClassifyResponse response(List<ClassLabel> labels) {
    ClassifyResponse.Builder response =
        ClassifyResponse.newBuilder().setClassifiedCount(seen).setUnclassifiedCount(unclassified);
    for (int label = 0; label < counts.length; label++) {
      LabelCount.Builder count =
          LabelCount.newBuilder()
              .setLabel(labels.get(label).getLabel())
              .setCount(counts[label])
              .setMeanProbability(seen == 0 ? 0 : (float) (sums[label] / seen));
      for (long id : best.get(label).ids()) {
        count.addExamples(keys.get(id).toName());
      }
      response.addLabels(count);
    }
    buckets.forEach((number, bucket) -> response.addBuckets(timeBucket(number, bucket)));
    return response.build();
  }

  private TimeBucket timeBucket(long number, long[] bucket) {
    TimeBucket.Builder built =
        TimeBucket.newBuilder()
            .setStartTime(Timestamps.fromMillis(number * bucketMillis))
            .setUnclassifiedCount(bucket[counts.length]);
    for (int label = 0; label < counts.length; label++) {
      built.addCounts(bucket[label]);
    }
    return built.build();
  }
}
