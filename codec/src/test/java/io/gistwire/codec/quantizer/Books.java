package io.gistwire.codec.quantizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Codebook files made from a seed, for tests. */
final class Books {
  private Books() {}

  static byte[] file(
      int kind,
      int flags,
      int m,
      int k,
      int dimension,
      int width,
      short[] words,
      short[] rotation) {
    ByteBuffer out =
        ByteBuffer.allocate(16 + 2 * (words.length + rotation.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {'G', 'W', 'C', 'B', 1, (byte) kind, (byte) flags, 0});
    out.putShort((short) m).putShort((short) k).putShort((short) dimension).putShort((short) width);
    for (short word : words) {
      out.putShort(word);
    }
    for (short number : rotation) {
      out.putShort(number);
    }
    return out.array();
  }

  /** A residual quantiser's file; codewords shrink from stage to stage as trained ones do. */
  static byte[] residual(long seed, int m, int k, int dimension) {
    Random random = new Random(seed);
    short[] words = new short[m * k * dimension];
    for (int i = 0; i < words.length; i++) {
      double size = 0.8 * Math.pow(0.85, i / (k * dimension)) / Math.sqrt(dimension);
      words[i] = (short) (random.nextGaussian() * size * Quantizer.ONE);
    }
    return file(1, 0, m, k, dimension, dimension, words, new short[0]);
  }

  static byte[] product(long seed, int m, int k, int width, boolean rotated) {
    int dimension = m * width;
    Random random = new Random(seed);
    short[] words = noise(random, m * k * width, 0.5 / Math.sqrt(width));
    short[] rotation = rotated ? rotation(random, dimension) : new short[0];
    return file(2, rotated ? 1 : 0, m, k, dimension, width, words, rotation);
  }

  static byte[] shared(long seed, int m, int k, int width) {
    short[] words = noise(new Random(seed), k * width, 0.5);
    return file(3, 0, m, k, m * width, width, words, new short[0]);
  }

  private static short[] noise(Random random, int count, double size) {
    short[] words = new short[count];
    for (int i = 0; i < count; i++) {
      words[i] = (short) Math.max(-32767, Math.min(32767, random.nextGaussian() * size * 16384));
    }
    return words;
  }

  /** Orthogonal rows by Gram and Schmidt. */
  private static short[] rotation(Random random, int dimension) {
    double[][] rows = new double[dimension][dimension];
    short[] matrix = new short[dimension * dimension];
    for (int r = 0; r < dimension; r++) {
      for (int j = 0; j < dimension; j++) {
        rows[r][j] = random.nextGaussian();
      }
      for (int before = 0; before < r; before++) {
        double dot = dot(rows[r], rows[before]);
        for (int j = 0; j < dimension; j++) {
          rows[r][j] -= dot * rows[before][j];
        }
      }
      double length = Math.sqrt(dot(rows[r], rows[r]));
      for (int j = 0; j < dimension; j++) {
        rows[r][j] /= length;
        matrix[r * dimension + j] = (short) Math.rint(rows[r][j] * Quantizer.ONE);
      }
    }
    return matrix;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  /** A vector of about the given length. */
  static float[] vector(Random random, int dimension, double length) {
    float[] vector = new float[dimension];
    for (int j = 0; j < dimension; j++) {
      vector[j] = (float) (random.nextGaussian() * length / Math.sqrt(dimension));
    }
    return vector;
  }

  static byte[] code(Random random, Quantizer quantizer) {
    int[] indices = new int[quantizer.indices()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = random.nextInt(quantizer.codewords());
    }
    return new CodeLayout(indices.length, quantizer.codewords(), true).pack(indices);
  }
}
