package io.gistwire.server.index;

import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.quantizer.Quantizer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** A residual quantiser of random codewords whose stages shrink as trained ones do. */
public final class RandomCodebook {
  private static final int STAGES = 16;
  private static final int CODEWORDS = 256;

  private RandomCodebook() {}

  /** A quantiser of this many dimensions, the same for the same seed. */
  public static Quantizer quantizer(int dimension, long seed) {
    Random random = new Random(seed);
    ByteBuffer file =
        ByteBuffer.allocate(16 + 2 * STAGES * CODEWORDS * dimension).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {'G', 'W', 'C', 'B', 1, 1, 0, 0});
    file.putShort((short) STAGES).putShort((short) CODEWORDS);
    file.putShort((short) dimension).putShort((short) dimension);
    for (int stage = 0; stage < STAGES; stage++) {
      double size = 9000 * Math.pow(0.85, stage) / Math.sqrt(dimension);
      for (int i = 0; i < CODEWORDS * dimension; i++) {
        file.putShort((short) Math.rint(random.nextGaussian() * size));
      }
    }
    try {
      return Quantizer.load(file.array());
    } catch (GistFormatException e) {
      throw new AssertionError(e);
    }
  }

  /** A random vector of length 1. */
  public static float[] unitVector(Random random, int dimension) {
    float[] vector = new float[dimension];
    double squares = 0;
    for (int j = 0; j < dimension; j++) {
      vector[j] = (float) random.nextGaussian();
      squares += (double) vector[j] * vector[j];
    }
    for (int j = 0; j < dimension; j++) {
      vector[j] /= (float) Math.sqrt(squares);
    }
    return vector;
  }
}
