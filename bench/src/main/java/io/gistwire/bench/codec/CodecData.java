package io.gistwire.bench.codec;

import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.quantizer.Quantizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Codebooks, vectors and codes: those that compare.py wrote, or made from a seed. */
final class CodecData {
  static final int DIMENSION = 256;
  static final int CODE_BYTES = 16;

  private static final String FOLDER = System.getProperty("gistwire.bench.folder");

  private CodecData() {}

  static Quantizer quantizer() {
    byte[] file = FOLDER == null ? randomBooks() : read("codebooks.bin");
    try {
      return Quantizer.load(file);
    } catch (GistFormatException e) {
      throw new IllegalStateException("codebooks.bin is not readable: " + e.getMessage(), e);
    }
  }

  /** Vectors of about unit length. */
  static float[][] vectors() {
    if (FOLDER == null) {
      Random random = new Random(2);
      float[][] vectors = new float[200][DIMENSION];
      for (float[] vector : vectors) {
        for (int j = 0; j < DIMENSION; j++) {
          vector[j] = (float) (random.nextGaussian() / Math.sqrt(DIMENSION));
        }
      }
      return vectors;
    }
    ByteBuffer in = ByteBuffer.wrap(read("vectors.f32")).order(ByteOrder.LITTLE_ENDIAN);
    float[][] vectors = new float[in.remaining() / 4 / DIMENSION][DIMENSION];
    for (float[] vector : vectors) {
      for (int j = 0; j < DIMENSION; j++) {
        vector[j] = in.getFloat();
      }
    }
    return vectors;
  }

  /** Codes of 16 bytes, one after the other. */
  static byte[] codes() {
    if (FOLDER != null) {
      return read("codes.u8");
    }
    byte[] codes = new byte[1_000_000 * CODE_BYTES];
    new Random(3).nextBytes(codes);
    return codes;
  }

  static float[] inverseNorms(Quantizer quantizer, byte[] codes) {
    float[] norms = new float[codes.length / CODE_BYTES];
    for (int i = 0; i < norms.length; i++) {
      norms[i] = quantizer.inverseNorm(codes, i * CODE_BYTES, CODE_BYTES);
    }
    return norms;
  }

  private static byte[] read(String name) {
    try {
      return Files.readAllBytes(Path.of(FOLDER, name));
    } catch (IOException e) {
      throw new UncheckedIOException("run compare.py --prepare first: " + e.getMessage(), e);
    }
  }

  private static byte[] randomBooks() {
    int words = CODE_BYTES * 256 * DIMENSION;
    ByteBuffer out = ByteBuffer.allocate(16 + 2 * words).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {'G', 'W', 'C', 'B', 1, 1, 0, 0});
    out.putShort((short) CODE_BYTES).putShort((short) 256);
    out.putShort((short) DIMENSION).putShort((short) DIMENSION);
    Random random = new Random(1);
    for (int i = 0; i < words; i++) {
      double size = 0.7 * Math.pow(0.9, i / (256 * DIMENSION)) / Math.sqrt(DIMENSION);
      out.putShort((short) (random.nextGaussian() * size * Quantizer.ONE));
    }
    return out.array();
  }
}
