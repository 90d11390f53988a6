package io.gistwire.codec.language;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.entropy.RangeDecoder;
import io.gistwire.codec.entropy.RangeEncoder;

/** One caption as tokens under the language model (FORMAT.md, 5.5). Not thread-safe. */
final class TokenCoder {
  /** More tokens than this are written in another mode. */
  static final int MAX_TOKENS = 512;

  private final Tokeniser tokeniser;
  private final TokenStream stream;
  private final TokenDistribution distribution;
  private boolean parted;
  private boolean canBeImplied = true;

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
    int position = 0;
    for (int i = 0; i < tokens.length; i++) {
      watchGreedy(utf8, position, tokens[i], i);
      distribution.set(stream.logits());
      encoder.encode(distribution, tokens[i]);
      stream.advance(tokens[i]);
      position += tokeniser.bytes(tokens[i]).length;
    }
    watchGreedy(utf8, position, tokeniser.endOfText(), tokens.length);
    distribution.set(stream.logits());
    encoder.encode(distribution, tokeniser.endOfText());
    return true;
  }

  /**
   * Whether the text that was coded can be the implied one. When it cannot, no one needs to write
   * the implied text to compare it, which would double the time.
   */
  boolean canBeImplied() {
    return canBeImplied;
  }

  /**
   * Compares a token with what the greedy writer takes. Where the two part for the first time, the
   * texts can still be the same only if the writer's token has the bytes that come next anyway, or
   * bytes that no text has alone.
   */
  private void watchGreedy(byte[] utf8, int position, int token, int count) {
    if (parted || count == CaptionWriter.MAX_TOKENS) {
      parted = true;
      return;
    }
    int greedy = ExpWeights.argmax(stream.logits());
    if (greedy == token) {
      return;
    }
    parted = true;
    if (greedy == tokeniser.endOfText()) {
      canBeImplied = false;
      return;
    }
    canBeImplied = canFollow(tokeniser.bytes(greedy), utf8, position);
  }

  /**
   * Whether the text goes on with these bytes; from the first that is no ASCII on they may be cut.
   */
  private static boolean canFollow(byte[] bytes, byte[] utf8, int position) {
    for (int i = 0; i < bytes.length && bytes[i] >= 0; i++) {
      if (position + i == utf8.length || bytes[i] != utf8[position + i]) {
        return false;
      }
    }
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
}
