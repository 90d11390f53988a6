package io.gistwire.models.captions;

import io.gistwire.models.manifest.PackException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The contents of {@code captions.bin} (models/PACK.md, "Captions"), checked.
 *
 * @param indices M, bytes of a sentence's code
 * @param books product codebooks, Q14, [M][256][D / M] one after the other
 * @param codes [sentences][M]
 * @param classes queries of classes [C][D]
 * @param hidden first layer of the object detector [H][D]
 * @param objects second layer [O][H]
 */
record CaptionBankFile(
    int dimension,
    int indices,
    short[] books,
    byte[] codes,
    List<String> sentences,
    ScaledRows classes,
    ScaledRows hidden,
    float[] hiddenBias,
    ScaledRows objects,
    float[] objectsBias) {
  static final int CODEWORDS = 256;

  private static final int MAGIC = 'G' | 'W' << 8 | 'C' << 16 | 'P' << 24;
  private static final int HEADER_BYTES = 26;
  private static final int MAX_SENTENCES = 1 << 20;
  private static final int MAX_TEXT_BYTES = 1 << 27;

  /** Parses a file whose every size is compared with its length before anything is allocated. */
  static CaptionBankFile parse(byte[] file) throws PackException {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < HEADER_BYTES || in.getInt() != MAGIC) {
      throw new PackException("the caption file does not begin with GWCP");
    }
    int version = in.get();
    if (version != 1) {
      throw new PackException("caption file of version " + version + "; this release reads 1");
    }
    int m = in.get() & 0xff;
    int d = in.getShort() & 0xffff;
    int sentences = in.getInt();
    int classes = in.getShort() & 0xffff;
    int hidden = in.getShort() & 0xffff;
    int objects = in.getShort() & 0xffff;
    int textBytes = in.getInt();
    int packedBytes = in.getInt();
    if (m == 0
        || d == 0
        || d % m != 0
        || sentences < 1
        || sentences > MAX_SENTENCES
        || objects == 0
        || textBytes < 1
        || textBytes > MAX_TEXT_BYTES
        || packedBytes < 1) {
      throw new PackException(
          "caption file with D = %d, M = %d, %d sentences, %d objects, %d bytes of text"
              .formatted(d, m, sentences, objects, textBytes));
    }
    long needed =
        HEADER_BYTES
            + 2L * CODEWORDS * d
            + (long) sentences * m
            + (d + 4L) * (classes + hidden)
            + (hidden + 4L) * objects
            + 4L * (hidden + objects)
            + packedBytes;
    if (needed != file.length) {
      throw new PackException(
          "the caption file has " + file.length + " bytes; its header describes " + needed);
    }
    short[] books = new short[CODEWORDS * d];
    in.asShortBuffer().get(books);
    in.position(in.position() + 2 * books.length);
    byte[] codes = bytes(in, sentences * m);
    ScaledRows classRows = rows(in, classes, d);
    ScaledRows hiddenRows = rows(in, hidden, d);
    ScaledRows objectRows = rows(in, objects, hidden);
    float[] hiddenBias = floats(in, hidden);
    float[] objectsBias = floats(in, objects);
    List<String> texts = List.of(inflate(bytes(in, packedBytes), textBytes).split("\n", -1));
    if (texts.size() != sentences || texts.contains("")) {
      throw new PackException(
          "the caption file has "
              + texts.size()
              + " lines of text, none of which may be empty; its header has "
              + sentences);
    }
    return new CaptionBankFile(
        d, m, books, codes, texts, classRows, hiddenRows, hiddenBias, objectRows, objectsBias);
  }

  private static byte[] bytes(ByteBuffer in, int count) {
    byte[] values = new byte[count];
    in.get(values);
    return values;
  }

  private static float[] floats(ByteBuffer in, int count) throws PackException {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.getFloat();
      if (!Float.isFinite(values[i])) {
        throw new PackException("the caption file has a number that is not finite");
      }
    }
    return values;
  }

  private static ScaledRows rows(ByteBuffer in, int rows, int columns) throws PackException {
    byte[] values = bytes(in, rows * columns);
    return new ScaledRows(columns, values, floats(in, rows));
  }

  private static String inflate(byte[] packed, int size) throws PackException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] part = new byte[8192];
      int count;
      while (out.size() <= size && (count = inflater.inflate(part)) > 0) {
        out.write(part, 0, count);
      }
      if (out.size() != size || !inflater.finished()) {
        throw new PackException(
            "the caption file's text has another length than the " + size + " bytes announced");
      }
      return out.toString(StandardCharsets.UTF_8);
    } catch (DataFormatException e) {
      throw new PackException("the caption file's text is damaged: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }
}
