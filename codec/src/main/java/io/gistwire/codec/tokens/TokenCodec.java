package io.gistwire.codec.tokens;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.TruncatedGistException;
import io.gistwire.codec.UnsupportedFormatException;
import io.gistwire.codec.entropy.CumulativeTable;
import io.gistwire.codec.entropy.PrefixDecoder;
import io.gistwire.codec.entropy.RangeEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Token grids to bytes and back under a pack's tables; the bytes can be cut anywhere and say as
 * many tokens as they determine. Immutable and thread-safe.
 */
public final class TokenCodec {
  /** In place of the code's first index when a layer is not conditioned on the embedding. */
  public static final int NO_CODE = -1;

  private static final int HEADER_BYTES = 8;
  private static final int MAX_SCALES = 8;
  private static final int MAX_EMBEDDING_CLASSES = 16;
  private static final int MAX_FREQUENCIES = 1 << 22;
  private static final int FIRST_INDICES = 256;
  private static final byte[] MAGIC = {'G', 'W', 'T', 'K'};

  private final Scale[] scales;
  private final byte[] embeddingClass;

  private TokenCodec(Scale[] scales, byte[] embeddingClass) {
    this.scales = scales;
    this.embeddingClass = embeddingClass;
  }

  /**
   * Reads a token file ({@code tokens.bin}, FORMAT.md 10.1).
   *
   * @throws GistFormatException when the bytes are not such a file
   */
  public static TokenCodec load(byte[] file) throws GistFormatException {
    if (file.length < HEADER_BYTES) {
      throw new TruncatedGistException(
          "token file has " + file.length + " bytes; its header alone has " + HEADER_BYTES);
    }
    if (!Arrays.equals(Arrays.copyOf(file, 4), MAGIC)) {
      throw new CorruptGistException("token file does not begin with GWTK");
    }
    if (file[4] != 1) {
      throw new UnsupportedFormatException(
          "token file of version " + (file[4] & 0xff) + "; version 1 is known to this release");
    }
    int count = file[5];
    int classes = file[6];
    if (count < 1
        || count > MAX_SCALES
        || classes < 1
        || classes > MAX_EMBEDDING_CLASSES
        || file[7] != 0) {
      throw new CorruptGistException(
          "token file has "
              + count
              + " scales and "
              + classes
              + " embedding classes; 1 to "
              + MAX_SCALES
              + " and 1 to "
              + MAX_EMBEDDING_CLASSES
              + " are allowed");
    }
    ByteBuffer in = ByteBuffer.wrap(file, HEADER_BYTES, file.length - HEADER_BYTES);
    return parse(in.order(ByteOrder.LITTLE_ENDIAN), count, classes);
  }

  private static TokenCodec parse(ByteBuffer in, int count, int classes)
      throws GistFormatException {
    if (in.remaining() < count * Scale.HEADER_BYTES) {
      throw new TruncatedGistException("token file ends within the shapes of its scales");
    }
    Scale[] scales = new Scale[count];
    long frequencies = 0;
    for (int i = 0; i < count; i++) {
      scales[i] = Scale.parseHeader(in, i == 0);
      frequencies += (long) classes * scales[i].contexts() * scales[i].tokens;
    }
    if (frequencies > MAX_FREQUENCIES) {
      throw new CorruptGistException(
          "token file announces " + frequencies + " frequencies; at most " + MAX_FREQUENCIES);
    }
    byte[] embeddingClass = Scale.classes(in, FIRST_INDICES, classes);
    for (int i = 0; i < count; i++) {
      scales[i].parseTables(in, classes, i == 0 ? 0 : scales[i - 1].tokens);
    }
    if (in.remaining() > 0) {
      throw new CorruptGistException("token file has " + in.remaining() + " bytes too many");
    }
    return new TokenCodec(scales, embeddingClass);
  }

  /** Number of grids. */
  public int scales() {
    return scales.length;
  }

  /** Rows of a grid. */
  public int height(int scale) {
    return scales[scale].height;
  }

  /** Tokens in a row of a grid. */
  public int width(int scale) {
    return scales[scale].width;
  }

  /** Tokens to choose from in a grid. */
  public int tokens(int scale) {
    return scales[scale].tokens;
  }

  /** Tokens in all grids together. */
  public int totalTokens() {
    int total = 0;
    for (Scale scale : scales) {
      total += scale.height * scale.width;
    }
    return total;
  }

  /**
   * The layer's bytes, cut to a limit.
   *
   * @param tokens all grids one after the other, coarse to fine, each row by row
   * @param firstIndex first index of the code that the layer is conditioned on, or {@link #NO_CODE}
   * @param maxBytes 0 or more
   */
  public byte[] encode(int[] tokens, int firstIndex, int maxBytes) {
    if (tokens.length != totalTokens()) {
      throw new IllegalArgumentException(
          tokens.length + " tokens; the pack's grids have " + totalTokens());
    }
    byte[] memory = new byte[16 + 3 * tokens.length];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    int from = 0;
    for (int s = 0; s < scales.length; s++) {
      for (int i = 0; i < scales[s].height * scales[s].width; i++) {
        int token = tokens[from + i];
        if (token < 0 || token >= scales[s].tokens) {
          throw new IllegalArgumentException(
              "token " + token + " in scale " + s + "; it has " + scales[s].tokens);
        }
        encoder.encode(model(tokens, s, from, i, firstIndex), token);
      }
      from += scales[s].height * scales[s].width;
    }
    return Arrays.copyOf(memory, Math.min(maxBytes, encoder.finishDetermined()));
  }

  /**
   * The tokens that the bytes determine; any bytes determine some.
   *
   * @param firstIndex as for {@link #encode}
   * @return the first tokens of all grids, in the same order; possibly none, possibly all
   */
  public int[] decode(byte[] layer, int firstIndex) {
    PrefixDecoder decoder = new PrefixDecoder(layer, 0, layer.length);
    int[] tokens = new int[totalTokens()];
    int from = 0;
    for (int s = 0; s < scales.length; s++) {
      for (int i = 0; i < scales[s].height * scales[s].width; i++) {
        int token = decoder.decode(model(tokens, s, from, i, firstIndex));
        if (decoder.ended()) {
          return Arrays.copyOf(tokens, from + i);
        }
        tokens[from + i] = token;
      }
      from += scales[s].height * scales[s].width;
    }
    return tokens;
  }

  private CumulativeTable model(int[] tokens, int s, int from, int i, int firstIndex) {
    Scale scale = scales[s];
    int x = i % scale.width;
    int y = i / scale.width;
    int parent = -1;
    if (s > 0) {
      Scale coarser = scales[s - 1];
      int px = x * coarser.width / scale.width;
      int py = y * coarser.height / scale.height;
      parent = tokens[from - coarser.height * coarser.width + py * coarser.width + px];
    }
    boolean coded = firstIndex >= 0 && firstIndex < FIRST_INDICES;
    return scale.model(
        coded ? embeddingClass[firstIndex] : 0,
        parent,
        x > 0 ? tokens[from + i - 1] : -1,
        y > 0 ? tokens[from + i - scale.width] : -1);
  }
}
