package io.gistwire.codec.language;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.entropy.RangeDecoder;
import io.gistwire.codec.entropy.RangeEncoder;

/** One caption as tokens under the language model (FORMAT.md, 5.5). Not thread-safe. */
final class TokenCoder {
  /** More tokens than this are written in another mode. */
  static final int MAX_TOKENS = 512;

  private static final double BITS_OF_TOTAL = 24;

  private final Tokeniser tokeniser;
  private final TokenStream stream;
  private final TokenDistribution distribution;

  TokenCoder(LanguageModel model, CaptionCondition given) {
    this.tokeniser = model.tokeniser();
    this.stream = new TokenStream(model, given);
    this.distribution = new TokenDistribution(model.expWeights(), model.vocabulary());
  }

  /** Codes a text and its end; false, with nothing coded, when it has too many tokens. */
  boolean encode(RangeEncoder encoder, byte[] utf8) {
    int[] tokens = tokeniser.encode(utf8);
    if (tokens.length > MAX_TOKENS) {
      return false;
    }
    for (int token : tokens) {
      distribution.set(stream.logits());
      encoder.encode(distribution, token);
      stream.advance(token);
    }
    distribution.set(stream.logits());
    encoder.encode(distribution, tokeniser.endOfText());
    return true;
  }

  /** Reads a text up to its end. */
  byte[] decode(RangeDecoder decoder) throws CorruptGistException {
    int[] tokens = new int[MAX_TOKENS];
    int count = 0;
    int sizeBytes = 0;
    while (true) {
      distribution.set(stream.logits());
      int token = decoder.decode(distribution);
      if (token == tokeniser.endOfText()) {
        return tokeniser.decode(tokens, count);
      }
      sizeBytes += tokeniser.bytes(token).length;
      if (count == MAX_TOKENS || sizeBytes > CaptionCodec.MAX_TEXT_BYTES) {
        throw new CorruptGistException(
            "caption has no end within "
                + MAX_TOKENS
                + " tokens and "
                + CaptionCodec.MAX_TEXT_BYTES
                + " bytes");
      }
      tokens[count++] = token;
      stream.advance(token);
    }
  }

  /** Information of a text and its end, in bits. */
  double bits(byte[] utf8) {
    double bits = 0;
    for (int token : tokeniser.encode(utf8)) {
      bits += price(token);
      stream.advance(token);
    }
    return bits + price(tokeniser.endOfText());
  }

  private double price(int token) {
    distribution.set(stream.logits());
    return BITS_OF_TOTAL - Math.log(distribution.frequency(token)) / Math.log(2);
  }
}
