package io.gistwire.codec.quantizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The plain reference of both quantisers and of the score: FORMAT.md's section 4 word for word, on
 * rows of numbers, in 64 bits.
 */
final class PlainQuantizer {
  private final Codebooks books;

  PlainQuantizer(byte[] file) throws Exception {
    this.books = Codebooks.parse(file);
  }

  private short[] word(int position, int index) {
    int at = books.bookAt(position) + index * books.width();
    return Arrays.copyOfRange(books.words(), at, at + books.width());
  }

  private int[] indices(byte[] code, int bytes) {
    int bits = 0;
    while (1 << bits < books.codewords()) {
      bits++;
    }
    int[] indices = new int[Math.min(books.indices(), 8 * bytes / bits)];
    for (int i = 0; i < indices.length; i++) {
      for (int bit = i * bits; bit < (i + 1) * bits; bit++) {
        indices[i] = 2 * indices[i] + (code[bit / 8] >> (7 - bit % 8) & 1);
      }
    }
    return indices;
  }

  int[] decode(byte[] code, int bytes) {
    int[] chosen = indices(code, bytes);
    int[] x = new int[books.dimension()];
    for (int i = 0; i < chosen.length; i++) {
      short[] word = word(i, chosen[i]);
      for (int j = 0; j < word.length; j++) {
        x[books.kind() == Codebooks.RESIDUAL ? j : i * word.length + j] += word[j];
      }
    }
    return books.rotation() == null ? x : rotatedBack(x);
  }

  private int[] rotatedBack(int[] y) {
    int[] x = new int[y.length];
    for (int j = 0; j < y.length; j++) {
      long sum = 8192;
      for (int r = 0; r < y.length; r++) {
        sum += (long) books.rotation()[r * y.length + j] * y[r];
      }
      x[j] = (int) (sum >> 14);
    }
    return x;
  }

  float inverseNorm(byte[] code, int bytes) {
    long squares = 0;
    for (int value : decode(code, bytes)) {
      squares += (long) value * value;
    }
    return squares == 0 ? 0 : (float) (16384.0 / Math.sqrt((double) squares));
  }

  float score(float[] query, byte[] code, int bytes) {
    float[] q = books.rotation() == null ? query : rotated(query);
    int e = exponent(q);
    int h = 0;
    while (1 << h < books.indices()) {
      h++;
    }
    long sum = 0;
    int[] chosen = indices(code, bytes);
    for (int i = 0; i < chosen.length; i++) {
      short[] word = word(i, chosen[i]);
      long dot = h > 0 ? 1L << h - 1 : 0;
      for (int j = 0; j < word.length; j++) {
        float value = q[books.kind() == Codebooks.RESIDUAL ? j : i * word.length + j];
        dot += (long) Math.rint((double) value * Math.pow(2, e)) * word[j];
      }
      sum += dot >> h;
    }
    return (float) (int) sum * (float) Math.pow(2, h - e - 14) * inverseNorm(code, bytes);
  }

  private float[] rotated(float[] query) {
    float[] q = new float[query.length];
    for (int r = 0; r < q.length; r++) {
      double sum = 0;
      for (int j = 0; j < q.length; j++) {
        sum += (double) books.rotation()[r * q.length + j] * query[j];
      }
      q[r] = (float) (sum / 16384);
    }
    return q;
  }

  private int exponent(float[] q) {
    double largest = 0;
    double squares = 0;
    for (float value : q) {
      largest = Math.max(largest, Math.abs((double) value));
      squares += (double) value * value;
    }
    long longest = 1;
    for (int at = 0; at < books.words().length; at += books.width()) {
      double length = 0;
      for (int j = at; j < at + books.width(); j++) {
        length += (double) books.words()[j] * books.words()[j];
      }
      longest = Math.max(longest, (long) Math.ceil(Math.sqrt(length)));
    }
    for (int e = 100; largest > 0; e--) {
      if (largest * Math.pow(2, e) <= 32767
          && Math.sqrt(squares) * Math.pow(2, e) * longest <= 0x7f000000) {
        return e;
      }
    }
    return 0;
  }

  private record Beam(int[] chosen, int[] residual, long paid, long cost) {}

  /** Beam search with everything written out; weights by prefix length, 0 where none. */
  int[] encode(float[] vector, int width, int[] weights) {
    int[] v = Vectors.toQ14(vector, books.dimension());
    List<Beam> beams = List.of(new Beam(new int[0], v, 0, 0));
    for (int stage = 0; stage < books.indices(); stage++) {
      long ahead = Arrays.stream(weights).skip(stage + 1).sum();
      List<Beam> next = new ArrayList<>();
      for (Beam beam : beams) {
        for (int k = 0; k < books.codewords(); k++) {
          int[] residual = beam.residual().clone();
          short[] word = word(stage, k);
          long error = 0;
          for (int j = 0; j < residual.length; j++) {
            residual[j] -= word[j];
            error += (long) residual[j] * residual[j];
          }
          int[] chosen = Arrays.copyOf(beam.chosen(), stage + 1);
          chosen[stage] = k;
          long paid = beam.paid() + weights[stage + 1] * error;
          next.add(new Beam(chosen, residual, paid, beam.paid() + ahead * error));
        }
      }
      next.sort(Comparator.comparingLong(Beam::cost));
      beams = next.subList(0, Math.min(width, next.size()));
    }
    return beams.get(0).chosen();
  }
}
