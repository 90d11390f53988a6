package io.gistwire.codec.language;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.TruncatedGistException;
import io.gistwire.codec.UnsupportedFormatException;
import io.gistwire.codec.language.Weights.ScaledMatrix;
import io.gistwire.codec.language.Weights.Widths;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a language model file (FORMAT.md, 5.2). Sizes are checked against the file's length before
 * anything is allocated by them.
 */
final class WeightFile {
  private static final int MAGIC = 'G' | 'W' << 8 | 'L' << 16 | 'M' << 24;
  private static final int HEADER_BYTES = 26;
  private static final int VERSION = 1;
  private static final int PRODUCTS = 9;

  private final ByteBuffer in;
  private final int[] shifts = new int[PRODUCTS];

  private WeightFile(byte[] file) {
    this.in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  static Weights read(byte[] file) throws GistFormatException {
    return new WeightFile(file).read();
  }

  private Weights read() throws GistFormatException {
    Widths w = readHeader();
    checkLength(w);
    Tokeniser tokeniser = new Tokeniser(readMerges(w.vocabulary() - 257));
    Curves curves = new Curves(readRising(Curves.TABLE_SIZE));
    int[] exp2 = readExp2();
    int e = w.embedding();
    int h = w.state();
    int c = w.condition();
    byte[] embedding = readWeights(w.vocabulary() * e);
    RowScale embeddingIn = readScale(w.vocabulary(), 0);
    RowScale embeddingOut = readScale(w.vocabulary(), 8);
    short[] tokenBias = readShorts(w.vocabulary());
    ScaledMatrix input = readMatrix(3 * h, e, 1);
    short[] gateBias = readShorts(3 * h);
    ScaledMatrix state = readMatrix(3 * h, h, 2);
    short[] resetBias = readShorts(h);
    ScaledMatrix projection = readMatrix(e, h, 3);
    short[] projectionBias = readShorts(e);
    byte[] conditionWeights = readWeights(c * w.vector());
    RowScale conditionScale = readScale(c, 4);
    short[] conditionRows = readShorts((w.stages() + 1) * c);
    ScaledMatrix start = readMatrix(h, c, 5);
    short[] startBias = readShorts(h);
    return new Weights(
        w,
        tokeniser,
        curves,
        exp2,
        embedding,
        new PackedMatrix(embedding, w.vocabulary(), e),
        embeddingIn,
        embeddingOut,
        tokenBias,
        input,
        gateBias,
        state,
        resetBias,
        projection,
        projectionBias,
        conditionWeights,
        conditionScale,
        conditionRows,
        start,
        startBias,
        readMatrix(e, c, 6),
        readMatrix(e, c, 7));
  }

  private Widths readHeader() throws GistFormatException {
    if (in.remaining() < HEADER_BYTES) {
      throw new TruncatedGistException(
          "language model file has "
              + in.remaining()
              + " bytes; its header alone has "
              + HEADER_BYTES);
    }
    if (in.getInt() != MAGIC) {
      throw new CorruptGistException("not a language model file; those begin with GWLM");
    }
    int version = in.get() & 0xff;
    if (version != VERSION) {
      throw new UnsupportedFormatException(
          "language model file of version " + version + "; version " + VERSION + " is known");
    }
    int stages = within("stages", in.get() & 0xff, 0, 16);
    Widths widths =
        new Widths(
            stages,
            within("vocabulary", readU16(), 257, 16384),
            within("embedding width", readU16(), 1, 256),
            within("state width", readU16(), 1, 1024),
            within("condition width", readU16(), 1, 1024),
            within("vector dimension", readU16(), 1, 2048));
    for (int i = 0; i < PRODUCTS; i++) {
      shifts[i] = within("shift", in.get() & 0xff, 0, 46);
    }
    within("reserved byte", in.get() & 0xff, 0, 0);
    return widths;
  }

  private void checkLength(Widths w) throws GistFormatException {
    long v = w.vocabulary();
    long e = w.embedding();
    long h = w.state();
    long c = w.condition();
    long weights = v * e + 3 * h * e + 3 * h * h + e * h + c * w.vector() + h * c + 2 * e * c;
    long shorts = 3 * v + 12 * h + 4 * e + c + (w.stages() + 1L) * c;
    shorts += 2 * (v - 257) + Curves.TABLE_SIZE + 2L * ExpWeights.TABLE_SIZE;
    long expected = HEADER_BYTES + weights + 2 * shorts;
    if (in.limit() < expected) {
      throw new TruncatedGistException(
          "language model file has " + in.limit() + " bytes; its widths ask for " + expected);
    }
    if (in.limit() > expected) {
      throw new CorruptGistException(
          "language model file has " + in.limit() + " bytes; its widths ask for " + expected);
    }
  }

  private int[][] readMerges(int count) throws GistFormatException {
    int[][] merges = new int[count][];
    for (int i = 0; i < count; i++) {
      int made = Tokeniser.BYTES + i;
      merges[i] =
          new int[] {
            within("part of token " + made, readU16(), 0, made - 1),
            within("part of token " + made, readU16(), 0, made - 1)
          };
    }
    return merges;
  }

  private short[] readRising(int count) throws GistFormatException {
    short[] table = readShorts(count);
    int before = 0;
    for (short entry : table) {
      before = within("tanh table entry", entry, before, Short.MAX_VALUE);
    }
    return table;
  }

  private int[] readExp2() throws GistFormatException {
    int[] table = new int[ExpWeights.TABLE_SIZE];
    int before = ExpWeights.ONE;
    for (int i = 0; i < table.length; i++) {
      before = within("exp2 table entry", in.getInt(), i == 0 ? ExpWeights.ONE : 1, before);
      table[i] = before;
    }
    return table;
  }

  private ScaledMatrix readMatrix(int rows, int columns, int product) throws GistFormatException {
    PackedMatrix matrix = new PackedMatrix(readWeights(rows * columns), rows, columns);
    return new ScaledMatrix(matrix, readScale(rows, product));
  }

  private byte[] readWeights(int count) throws GistFormatException {
    byte[] weights = new byte[count];
    in.get(weights);
    for (byte weight : weights) {
      within("weight", weight, -127, 127);
    }
    return weights;
  }

  private RowScale readScale(int rows, int product) throws GistFormatException {
    short[] multipliers = readShorts(rows);
    for (short multiplier : multipliers) {
      within("multiplier", multiplier, 0, Short.MAX_VALUE);
    }
    return new RowScale(multipliers, shifts[product]);
  }

  private short[] readShorts(int count) {
    short[] values = new short[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.getShort();
    }
    return values;
  }

  private int readU16() {
    return in.getShort() & 0xffff;
  }

  private static int within(String what, int value, int least, int most)
      throws CorruptGistException {
    if (value < least || value > most) {
      throw new CorruptGistException(
          "language model file: "
              + what
              + " "
              + value
              + "; "
              + least
              + " to "
              + most
              + " are allowed");
    }
    return value;
  }
}
