package io.gistwire.codec.tokens;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.TruncatedGistException;
import io.gistwire.codec.entropy.CumulativeTable;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One grid of the structure layer: its shape, its contexts and their frequencies. Immutable. */
final class Scale {
  static final int HEADER_BYTES = 8;

  private static final int MAX_SIDE = 64;
  private static final int MAX_TOKENS = 4096;
  private static final int MAX_CLASSES = 16;
  private static final int ROW_TOTAL = 1 << 16;

  final int height;
  final int width;
  final int tokens;
  private final int parentClasses;
  private final int leftClasses;
  private final int aboveClasses;
  private byte[] parentClass = {};
  private byte[] leftClass = {};
  private byte[] aboveClass = {};
  private CumulativeTable[] rows = {};

  private Scale(int[] header) {
    this.height = header[0];
    this.width = header[1];
    this.tokens = header[2];
    this.parentClasses = header[3];
    this.leftClasses = header[4];
    this.aboveClasses = header[5];
  }

  static Scale parseHeader(ByteBuffer in, boolean first) throws CorruptGistException {
    int[] header = {
      in.get() & 0xff,
      in.get() & 0xff,
      in.getShort() & 0xffff,
      in.get() & 0xff,
      in.get() & 0xff,
      in.get() & 0xff
    };
    boolean good = in.get() == 0 && header[2] >= 2 && header[2] <= MAX_TOKENS;
    for (int side = 0; side < 2; side++) {
      good &= header[side] >= 1 && header[side] <= MAX_SIDE;
    }
    for (int classes = 3; classes < 6; classes++) {
      good &= header[classes] >= 1 && header[classes] <= MAX_CLASSES;
    }
    if (!good || first && header[3] != 1) {
      throw new CorruptGistException(
          "token scale "
              + Arrays.toString(header)
              + " (height, width, tokens, parent, left, above classes); at most 64, 64, 4096 and 16"
              + " each, and the first scale has one parent class");
    }
    return new Scale(header);
  }

  /** Rows of frequencies for each class of the embedding. */
  int contexts() {
    return parentClasses * leftClasses * aboveClasses;
  }

  void parseTables(ByteBuffer in, int embeddingClasses, int parentTokens)
      throws GistFormatException {
    parentClass = classes(in, parentTokens, parentClasses);
    leftClass = classes(in, tokens, leftClasses);
    aboveClass = classes(in, tokens, aboveClasses);
    int count = embeddingClasses * contexts();
    if (in.remaining() < 2L * count * tokens) {
      throw new TruncatedGistException(
          "token file ends within its frequencies; " + 2L * count * tokens + " bytes are needed");
    }
    rows = new CumulativeTable[count];
    for (int row = 0; row < count; row++) {
      rows[row] = row(in);
    }
  }

  static byte[] classes(ByteBuffer in, int size, int classes) throws GistFormatException {
    byte[] table = new byte[size];
    if (classes == 1) {
      return table;
    }
    if (in.remaining() < size) {
      throw new TruncatedGistException("token file ends within a table of " + size + " classes");
    }
    in.get(table);
    for (byte value : table) {
      if ((value & 0xff) >= classes) {
        throw new CorruptGistException(
            "token file has class " + (value & 0xff) + " where " + classes + " are announced");
      }
    }
    return table;
  }

  private CumulativeTable row(ByteBuffer in) throws CorruptGistException {
    int[] frequencies = new int[tokens];
    long total = 0;
    boolean positive = true;
    for (int token = 0; token < tokens; token++) {
      frequencies[token] = in.getShort() & 0xffff;
      total += frequencies[token];
      positive &= frequencies[token] > 0;
    }
    if (total != ROW_TOTAL || !positive) {
      throw new CorruptGistException(
          "token frequencies sum to "
              + total
              + "; each must be at least 1 and the sum "
              + ROW_TOTAL);
    }
    return new CumulativeTable(frequencies);
  }

  /**
   * Frequencies in a context; -1 represents a neighbour outside the grid or a scale that is not
   * there.
   */
  CumulativeTable model(int embeddingClass, int parent, int left, int above) {
    int context = embeddingClass;
    context = context * parentClasses + (parent < 0 ? 0 : parentClass[parent]);
    context = context * leftClasses + (left < 0 ? 0 : leftClass[left]);
    context = context * aboveClasses + (above < 0 ? 0 : aboveClass[above]);
    return rows[context];
  }
}
