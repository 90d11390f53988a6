package io.gistwire.codec.language;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.bits.OutputFullException;
import io.gistwire.codec.entropy.RangeDecoder;
import io.gistwire.codec.entropy.RangeEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The caption layer (FORMAT.md, 5.1): any Unicode text of up to {@link #MAX_TEXT_BYTES} bytes, and
 * no more than one byte above its UTF-8. Immutable and thread-safe.
 */
public final class CaptionCodec {
  /** The longest text, in bytes of UTF-8. */
  public static final int MAX_TEXT_BYTES = 2000;

  /** The longest layer: a text as it is and one byte that states it. */
  public static final int MAX_LAYER_BYTES = MAX_TEXT_BYTES + 1;

  private static final byte RAW = (byte) 0xff;

  /** What the coder's end may put out beyond what it keeps. */
  private static final int SLACK_BYTES = 7;

  /** Mode and length alone take two bytes in adaptive mode. */
  private static final int SHORTEST_ADAPTIVE_BYTES = 2;

  private final @Nullable LanguageModel model;

  private CaptionCodec(@Nullable LanguageModel model) {
    this.model = model;
  }

  /** Captions under a pack's language model. */
  public static CaptionCodec of(LanguageModel model) {
    return new CaptionCodec(Objects.requireNonNull(model));
  }

  /** Captions of a pack without a language model: adaptive bytes or the text as it is. */
  public static CaptionCodec plain() {
    return new CaptionCodec(null);
  }

  /**
   * Codes a text in the fewest bytes: none when it is the {@linkplain #implied implied} one.
   *
   * @throws IllegalArgumentException for a lone surrogate, a text of more than 2,000 bytes, or a
   *     condition that is not of this model
   */
  public byte[] encode(String text, CaptionCondition given) {
    byte[] utf8 = checkedBytes(text);
    byte[] best = Arrays.copyOf(new byte[] {RAW}, utf8.length + 1);
    System.arraycopy(utf8, 0, best, 1, utf8.length);
    if (model != null) {
      model.check(given);
      byte[] modelled = encodeWithModel(model, utf8, given, best.length);
      best = modelled == null ? best : shorter(modelled, best);
    }
    boolean worthAnotherTry = utf8.length > 0 && best.length > SHORTEST_ADAPTIVE_BYTES;
    byte[] adaptive = worthAnotherTry ? encodeAdaptive(utf8, best.length) : null;
    return adaptive == null ? best : shorter(best, adaptive);
  }

  private static byte[] checkedBytes(String text) {
    byte[] utf8 = Utf8.encode(text);
    if (utf8.length > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException(
          "caption has "
              + utf8.length
              + " bytes of UTF-8; at most "
              + MAX_TEXT_BYTES
              + " are allowed");
    }
    return utf8;
  }

  /** The shorter of two, the first of equals. */
  private static byte[] shorter(byte[] first, byte[] second) {
    return first.length > second.length ? second : first;
  }

  /** The layer in implied or language model mode; null when that is longer than the limit. */
  private byte @Nullable [] encodeWithModel(
      LanguageModel model, byte[] utf8, CaptionCondition given, int limit) {
    byte[] memory = new byte[limit + SLACK_BYTES];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    TokenCoder coder = new TokenCoder(model, given);
    byte @Nullable [] layer = null;
    try {
      CaptionMode.MODEL.encode(encoder);
      if (coder.encode(encoder, utf8)) {
        layer = Arrays.copyOf(memory, encoder.finish());
      }
    } catch (OutputFullException e) {
      layer = null;
    }
    boolean implied = coder.canBeImplied() && Arrays.equals(utf8, Utf8.encode(implied(given)));
    return implied ? new byte[0] : layer;
  }

  private static byte @Nullable [] encodeAdaptive(byte[] utf8, int limit) {
    byte[] memory = new byte[limit + SLACK_BYTES];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    try {
      CaptionMode.ADAPTIVE.encode(encoder);
      encoder.encodeUniform(utf8.length - 1, MAX_TEXT_BYTES);
      AdaptiveBytes bytes = new AdaptiveBytes(utf8.length);
      for (byte value : utf8) {
        bytes.encode(encoder, value & 0xff);
      }
      return Arrays.copyOf(memory, encoder.finish());
    } catch (OutputFullException e) {
      return null;
    }
  }

  /**
   * The one-byte layer that names an entry of the {@linkplain #ranked ranked} list.
   *
   * @param rank 0 to 15
   */
  public byte[] encodeRank(int rank) {
    Objects.checkIndex(rank, CaptionWriter.BEAMS);
    byte[] memory = new byte[8];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    CaptionMode.RANKED.encode(encoder);
    encoder.encodeUniform(rank, CaptionWriter.BEAMS);
    return Arrays.copyOf(memory, encoder.finish());
  }

  /** Reads a whole layer; see {@link #decode(byte[], int, int, CaptionCondition)}. */
  public String decode(byte[] layer, CaptionCondition given) throws CorruptGistException {
    return decode(layer, 0, layer.length, given);
  }

  /**
   * Reads the layer {@code buffer[offset .. offset + length)}. Allocates at most 2 MB however the
   * bytes read.
   *
   * @throws CorruptGistException for bytes that no writer makes
   * @throws IllegalArgumentException for a condition that is not of this model
   */
  public String decode(byte[] buffer, int offset, int length, CaptionCondition given)
      throws CorruptGistException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length > 0 && buffer[offset] == RAW) {
      return decodeRaw(buffer, offset + 1, length - 1);
    }
    RangeDecoder decoder = new RangeDecoder(buffer, offset, length);
    CaptionMode mode = CaptionMode.decode(decoder);
    if (mode == CaptionMode.ADAPTIVE) {
      return decodeAdaptive(decoder);
    }
    if (model == null) {
      throw new CorruptGistException(
          "caption was written with a language model; this pack has none");
    }
    model.check(given);
    return switch (mode) {
      case IMPLIED -> implied(given);
      case RANKED -> decodeRanked(decoder, given);
      default -> Utf8.decode(new TokenCoder(model, given).decode(decoder));
    };
  }

  private static String decodeRaw(byte[] buffer, int offset, int length)
      throws CorruptGistException {
    if (length > MAX_TEXT_BYTES) {
      throw new CorruptGistException(
          "caption of " + length + " bytes; at most " + MAX_TEXT_BYTES + " are allowed");
    }
    return Utf8.decode(Arrays.copyOfRange(buffer, offset, offset + length));
  }

  private static String decodeAdaptive(RangeDecoder decoder) throws CorruptGistException {
    byte[] utf8 = new byte[decoder.decodeUniform(MAX_TEXT_BYTES) + 1];
    AdaptiveBytes bytes = new AdaptiveBytes(utf8.length);
    for (int i = 0; i < utf8.length; i++) {
      utf8[i] = bytes.decode(decoder);
    }
    return Utf8.decode(utf8);
  }

  private String decodeRanked(RangeDecoder decoder, CaptionCondition given)
      throws CorruptGistException {
    int rank = decoder.decodeUniform(CaptionWriter.BEAMS);
    List<RankedCaption> entries = ranked(given);
    if (rank >= entries.size()) {
      throw new CorruptGistException(
          "caption names entry " + rank + " of a list of " + entries.size());
    }
    return entries.get(rank).text();
  }

  /** What the model itself generates, given the code: the caption that costs no byte. */
  public String implied(CaptionCondition given) {
    LanguageModel required = requireModel();
    required.check(given);
    return new CaptionWriter(required).greedy(given);
  }

  /** The model's own captions by beam search, cheapest first, 16 at most. */
  public List<RankedCaption> ranked(CaptionCondition given) {
    LanguageModel required = requireModel();
    required.check(given);
    return new CaptionWriter(required).ranked(given);
  }

  /**
   * The place in the {@linkplain #ranked ranked} list of the caption that agrees most with the
   * others: what to show of a photo of which only the code is known. It states more than the
   * implied one and takes as much longer as the list does.
   *
   * @param ranked at least one caption, cheapest first
   */
  public static int consensus(List<RankedCaption> ranked) {
    return CaptionConsensus.choose(ranked);
  }

  private LanguageModel requireModel() {
    if (model == null) {
      throw new IllegalStateException("this pack has no language model");
    }
    return model;
  }
}
