package io.gistwire.bench.index;

import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.quantizer.Quantizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Codes and queries that {@code prepare_vectors.py} wrote.
 *
 * @param codes {@code count * quantizer.codeBytes()} bytes
 * @param queries rows of length 1
 */
public record IndexVectors(Quantizer quantizer, byte[] codes, int count, float[][] queries) {
  /**
   * Reads a folder.
   *
   * @param maxCount most codes that are used
   * @param maxQueries most queries, spread over the file
   */
  public static IndexVectors read(Path folder, int maxCount, int maxQueries)
      throws IOException, GistFormatException {
    Quantizer quantizer = Quantizer.load(Files.readAllBytes(folder.resolve("codebooks.bin")));
    byte[] codes = Files.readAllBytes(folder.resolve("codes.bin"));
    int count = Math.min(maxCount, codes.length / quantizer.codeBytes());
    ByteBuffer floats =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("queries.f32")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int dimension = quantizer.dimension();
    int rows = floats.remaining() / (4 * dimension);
    float[][] queries = new float[Math.min(maxQueries, rows)][dimension];
    for (int i = 0; i < queries.length; i++) {
      int row =
          queries.length == 1
              ? 0
              : (int) Math.round((double) i * (rows - 1) / (queries.length - 1));
      for (int j = 0; j < dimension; j++) {
        queries[i][j] = floats.getFloat(4 * (row * dimension + j));
      }
    }
    return new IndexVectors(
        quantizer, Arrays.copyOf(codes, count * quantizer.codeBytes()), count, queries);
  }

  /** A copy of one code. */
  public byte[] code(int i) {
    int bytes = quantizer.codeBytes();
    return Arrays.copyOfRange(codes, i * bytes, (i + 1) * bytes);
  }

  /** The decoded code, of length 1. */
  public float[] unitVector(int i) {
    byte[] code = code(i);
    float[] vector = quantizer.decode(code);
    float norm = quantizer.inverseNorm(code, 0, code.length);
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= norm;
    }
    return vector;
  }
}
