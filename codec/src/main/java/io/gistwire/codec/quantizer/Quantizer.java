package io.gistwire.codec.quantizer;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.TruncatedGistException;

/**
 * A pack's embedding codec: vector to code, code prefix to vector, code to score.
 *
 * <p>Vectors have {@link #dimension()} numbers, D. A code is M indices below K as a bit string;
 * with K = 256 one byte an index. Decoding and scores are exact integer arithmetic in FORMAT.md's
 * order, so every machine gets the same numbers. Immutable and thread-safe.
 */
public sealed interface Quantizer permits CodebookQuantizer {
  /** Scale of Q14: the integer that represents 1. */
  int ONE = 1 << 14;

  /**
   * Reads a codebook file ({@code codebooks.bin}, FORMAT.md 4.1).
   *
   * @throws GistFormatException when the bytes are not such a file
   */
  static Quantizer load(byte[] file) throws GistFormatException {
    Codebooks codebooks = Codebooks.parse(file);
    return codebooks.kind() == Codebooks.RESIDUAL
        ? new ResidualQuantizer(codebooks)
        : new ProductQuantizer(codebooks);
  }

  /** Numbers in a vector, D. */
  int dimension();

  /** Indices in a full code, M. For a residual quantiser these are its stages. */
  int indices();

  /** Codewords to choose from at each index, K. */
  int codewords();

  /** Bytes of a full code. */
  int codeBytes();

  /** Whether every prefix of a code is a valid, coarser code. */
  boolean prefixDecodable();

  /**
   * Checks a code (prefix) and counts its indices.
   *
   * @return indices present, 0 to {@link #indices()}
   * @throws CorruptGistException when no writer makes such bytes
   * @throws TruncatedGistException when the code is too short and prefixes do not decode
   */
  int check(byte[] code, int offset, int lengthBytes)
      throws CorruptGistException, TruncatedGistException;

  /**
   * The code of a vector.
   *
   * @param vector D finite numbers, at most 1.99 in size (larger ones are clamped)
   * @return {@link #codeBytes()} bytes
   */
  byte[] encode(float[] vector);

  /**
   * The vector of a checked code (prefix), Q14.
   *
   * @param x receives D numbers
   */
  void decode(byte[] code, int offset, int lengthBytes, int[] x);

  /**
   * {@code 1 / |x|} of a checked code (prefix), as every score takes it; 0 for a zero vector.
   * Computed once when a gist arrives.
   */
  default float inverseNorm(byte[] code, int offset, int lengthBytes) {
    int[] x = new int[dimension()];
    decode(code, offset, lengthBytes, x);
    return inverseNorm(x);
  }

  /** {@code 1 / |x|} of a decoded Q14 vector; 0 for a zero vector (FORMAT.md 4.5). */
  static float inverseNorm(int[] x) {
    long squares = 0;
    for (int value : x) {
      squares += (long) value * value;
    }
    return squares == 0 ? 0 : (float) (ONE / Math.sqrt((double) squares));
  }

  /** The vector of a checked code (prefix) as floats, D numbers. */
  default float[] decode(byte[] code) {
    int[] x = new int[dimension()];
    decode(code, 0, code.length, x);
    float[] vector = new float[x.length];
    for (int j = 0; j < x.length; j++) {
      vector[j] = x[j] / (float) ONE;
    }
    return vector;
  }

  /**
   * Scores of any codes against this query.
   *
   * @param query D finite numbers of any size
   */
  ScoreTable scoreTable(float[] query);
}
