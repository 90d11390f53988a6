package io.gistwire.server.search;

import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.server.index.CodeBatch;
import io.gistwire.server.ledger.GistKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Codes picked up from a scan, at most so many: of more, each is kept with the same probability
 * (Vitter, "Random sampling with a reservoir", 1985, algorithm R), by a fixed seed so that a
 * repeated call sees the same. Not thread-safe.
 */
final class CollectedCodes {
  private static final int FIRST_CAPACITY = 1024;

  private final Quantizer quantizer;
  private final int capacity;
  private final Random random = new Random(7);
  private final List<byte[]> codes = new ArrayList<>();
  private final List<GistKey> keys = new ArrayList<>();
  private float[] norms = new float[FIRST_CAPACITY];
  private long[] capturedMillis = new long[FIRST_CAPACITY];
  private long seen;

  CollectedCodes(Quantizer quantizer, int capacity) {
    this.quantizer = quantizer;
    this.capacity = capacity;
  }

  void add(CodeBatch batch) {
    for (int i = 0; i < batch.count(); i++) {
      long place = seen < capacity ? seen : (long) (random.nextDouble() * (seen + 1));
      seen++;
      if (place < capacity) {
        put((int) place, batch, i);
      }
    }
  }

  private void put(int place, CodeBatch batch, int i) {
    int from = i * batch.codeBytes();
    byte[] code = Arrays.copyOfRange(batch.codes(), from, from + batch.codeBytes());
    if (place == codes.size()) {
      codes.add(code);
      keys.add(batch.key(i));
      if (place == norms.length) {
        norms = Arrays.copyOf(norms, 2 * place);
        capturedMillis = Arrays.copyOf(capturedMillis, 2 * place);
      }
    } else {
      codes.set(place, code);
      keys.set(place, batch.key(i));
    }
    norms[place] = batch.inverseNorms()[i];
    capturedMillis[place] = batch.capturedMillis(i);
  }

  /** Codes kept. */
  int size() {
    return codes.size();
  }

  /** Codes that arrived. */
  long seen() {
    return seen;
  }

  GistKey key(int i) {
    return keys.get(i);
  }

  long capturedMillis(int i) {
    return capturedMillis[i];
  }

  /** The decoded vector, of length 1. */
  float[] unitVector(int i) {
    float[] vector = quantizer.decode(codes.get(i));
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= norms[i];
    }
    return vector;
  }

  /** Cosine of a query's vector and a code. */
  float score(ScoreTable query, int i) {
    byte[] code = codes.get(i);
    return query.score(code, 0, code.length, norms[i]);
  }

  ScoreTable table(float[] query) {
    return quantizer.scoreTable(query);
  }
}
