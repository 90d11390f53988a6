package io.gistwire.codec.quantizer;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.TruncatedGistException;
import io.gistwire.codec.UnsupportedFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The contents of {@code codebooks.bin} (FORMAT.md 4.1), checked. */
final class Codebooks {
  static final int RESIDUAL = 1;
  static final int PRODUCT = 2;
  static final int SHARED = 3;

  private static final int HEADER_BYTES = 16;
  private static final int MAX_NUMBERS = 1 << 24;
  private static final long MAX_SQUARED_LENGTH = 1L << 31;
  private static final byte[] MAGIC = {'G', 'W', 'C', 'B'};

  private final int kind;
  private final int indices;
  private final int codewords;
  private final int dimension;
  private final int width;
  private final short[] words;
  private final short @Nullable [] rotation;
  private final int longest;

  private Codebooks(
      int kind, int m, int k, int dimension, int width, short[] words, short @Nullable [] rotation)
      throws CorruptGistException {
    this.kind = kind;
    this.indices = m;
    this.codewords = k;
    this.dimension = dimension;
    this.width = width;
    this.words = words;
    this.rotation = rotation;
    this.longest = longest(words, width);
  }

  static Codebooks parse(byte[] file) throws GistFormatException {
    if (file.length < HEADER_BYTES) {
      throw new TruncatedGistException(
          "codebook file has " + file.length + " bytes; its header alone has " + HEADER_BYTES);
    }
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    for (byte expected : MAGIC) {
      if (in.get() != expected) {
        throw new CorruptGistException("codebook file does not begin with GWCB");
      }
    }
    int version = in.get() & 0xff;
    int kind = in.get() & 0xff;
    if (version != 1 || kind < RESIDUAL || kind > SHARED) {
      throw new UnsupportedFormatException(
          "codebook file of version "
              + version
              + ", kind "
              + kind
              + "; version 1 with kinds 1 to 3 is known to this release");
    }
    int flags = in.get() & 0xff;
    int reserved = in.get() & 0xff;
    if (reserved != 0 || flags > (kind == PRODUCT ? 1 : 0)) {
      throw new CorruptGistException(
          "codebook file has flags " + flags + " and reserved byte " + reserved);
    }
    return parseBody(in, kind, flags == 1);
  }

  private static Codebooks parseBody(ByteBuffer in, int kind, boolean rotated)
      throws GistFormatException {
    int m = in.getShort() & 0xffff;
    int k = in.getShort() & 0xffff;
    int dimension = in.getShort() & 0xffff;
    int width = in.getShort() & 0xffff;
    checkShape(kind, m, k, dimension, width);
    long wordCount = (kind == SHARED ? 1L : m) * k * width;
    long numbers = wordCount + (rotated ? (long) dimension * dimension : 0);
    if (numbers > MAX_NUMBERS) {
      throw new CorruptGistException(
          "codebook file announces " + numbers + " numbers; at most " + MAX_NUMBERS);
    }
    if (in.remaining() < 2 * numbers) {
      throw new TruncatedGistException(
          "codebook file has " + in.remaining() + " bytes of numbers; " + 2 * numbers + " needed");
    }
    if (in.remaining() > 2 * numbers) {
      throw new CorruptGistException(
          "codebook file has " + (in.remaining() - 2 * numbers) + " bytes too many");
    }
    short[] words = shorts(in, (int) wordCount);
    short @Nullable [] rotation = rotated ? shorts(in, dimension * dimension) : null;
    return new Codebooks(kind, m, k, dimension, width, words, rotation);
  }

  private static void checkShape(int kind, int m, int k, int dimension, int width)
      throws CorruptGistException {
    boolean inRange =
        m >= 1 && m <= 256 && k >= 2 && k <= 4096 && dimension >= 1 && dimension <= 8192;
    int covered = kind == RESIDUAL ? width : m * width;
    if (!inRange || width < 1 || covered != dimension) {
      throw new CorruptGistException(
          "codebook file of kind "
              + kind
              + " has M = "
              + m
              + ", K = "
              + k
              + ", D = "
              + dimension
              + ", d = "
              + width
              + "; M is 1 to 256, K 2 to 4096, D 1 to 8192, d = D (residual) or D / M");
    }
  }

  private static short[] shorts(ByteBuffer in, int count) throws CorruptGistException {
    short[] numbers = new short[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = in.getShort();
      if (numbers[i] == Short.MIN_VALUE) {
        throw new CorruptGistException("codebook file has the number -32768; -32767 is the lowest");
      }
    }
    return numbers;
  }

  /** Length of the longest codeword, rounded up: C of FORMAT.md 4.6. */
  private static int longest(short[] words, int width) throws CorruptGistException {
    long most = 0;
    for (int from = 0; from < words.length; from += width) {
      long squares = 0;
      for (int j = from; j < from + width; j++) {
        squares += (long) words[j] * words[j];
      }
      most = Math.max(most, squares);
    }
    if (most >= MAX_SQUARED_LENGTH) {
      throw new CorruptGistException(
          "a codeword is " + Math.sqrt(most) / Quantizer.ONE + " long; 2.82 is the most");
    }
    return (int) Math.ceil(Math.sqrt(most));
  }

  int kind() {
    return kind;
  }

  int indices() {
    return indices;
  }

  int codewords() {
    return codewords;
  }

  int dimension() {
    return dimension;
  }

  /** Numbers in a codeword, d. */
  int width() {
    return width;
  }

  int longest() {
    return longest;
  }

  /** Row-major {@code [D][D]}, or null. */
  short @Nullable [] rotation() {
    return rotation;
  }

  /** Where the codewords of a position begin in {@link #words()}. */
  int bookAt(int position) {
    return kind == SHARED ? 0 : position * codewords * width;
  }

  /** Codewords of all books, {@code [books][K][d]}. */
  short[] words() {
    return words;
  }
}
