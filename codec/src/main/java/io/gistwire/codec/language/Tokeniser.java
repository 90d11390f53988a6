package io.gistwire.codec.language;

import io.gistwire.codec.CorruptGistException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Byte-level byte-pair encoding (FORMAT.md, 5.3; Sennrich, Haddow and Birch 2016). Immutable and
 * thread-safe.
 */
final class Tokeniser {
  /** Tokens below this are the bytes themselves. */
  static final int BYTES = 256;

  private static final int LONGEST_TOKEN_BYTES = 2000;

  private final byte[][] tokenBytes;
  private final Map<Integer, Integer> tokenOfPair = new HashMap<>();

  /**
   * A tokeniser of these merges.
   *
   * @param merges the pairs of tokens that tokens 256, 257, .. join; each part is an earlier token
   */
  Tokeniser(int[][] merges) throws CorruptGistException {
    this.tokenBytes = new byte[BYTES + merges.length][];
    for (int i = 0; i < BYTES; i++) {
      tokenBytes[i] = new byte[] {(byte) i};
    }
    for (int i = 0; i < merges.length; i++) {
      tokenBytes[BYTES + i] = join(BYTES + i, merges[i][0], merges[i][1]);
      tokenOfPair.putIfAbsent(pair(merges[i][0], merges[i][1]), BYTES + i);
    }
  }

  private byte[] join(int token, int left, int right) throws CorruptGistException {
    byte[] head = tokenBytes[left];
    byte[] tail = tokenBytes[right];
    if (head.length + tail.length > LONGEST_TOKEN_BYTES) {
      throw new CorruptGistException(
          "language model file: token " + token + " has more than 2000 bytes");
    }
    byte[] joined = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, joined, head.length, tail.length);
    return joined;
  }

  private static int pair(int left, int right) {
    return left << 16 | right;
  }

  /** The token that ends a caption; it has no bytes. */
  int endOfText() {
    return tokenBytes.length;
  }

  /** The bytes of a token below {@link #endOfText()}; not to be changed. */
  byte[] bytes(int token) {
    return tokenBytes[token];
  }

  /** The tokens of UTF-8 bytes, without the end token. */
  int[] encode(byte[] utf8) {
    int[] tokens = new int[utf8.length];
    int count = 0;
    int begin = 0;
    for (int i = 1; i <= utf8.length; i++) {
      if (i == utf8.length || utf8[i] == ' ') {
        count = encodePiece(utf8, begin, i, tokens, count);
        begin = i;
      }
    }
    return Arrays.copyOf(tokens, count);
  }

  private int encodePiece(byte[] utf8, int begin, int end, int[] tokens, int count) {
    int limit = count;
    for (int i = begin; i < end; i++) {
      tokens[limit++] = utf8[i] & 0xff;
    }
    while (true) {
      int at = bestPair(tokens, count, limit);
      if (at < 0) {
        return limit;
      }
      tokens[at] = tokenOfPair.get(pair(tokens[at], tokens[at + 1]));
      System.arraycopy(tokens, at + 2, tokens, at + 1, limit - at - 2);
      limit--;
    }
  }

  /** Where the pair with the lowest token begins, its leftmost place; -1 when no pair is known. */
  private int bestPair(int[] tokens, int from, int limit) {
    int best = Integer.MAX_VALUE;
    int at = -1;
    for (int i = from; i < limit - 1; i++) {
      Integer token = tokenOfPair.get(pair(tokens[i], tokens[i + 1]));
      if (token != null && token < best) {
        best = token;
        at = i;
      }
    }
    return at;
  }

  /** Bytes of a list of tokens. */
  byte[] decode(int[] tokens, int count) {
    int size = 0;
    for (int i = 0; i < count; i++) {
      size += tokenBytes[tokens[i]].length;
    }
    byte[] bytes = new byte[size];
    int at = 0;
    for (int i = 0; i < count; i++) {
      byte[] part = tokenBytes[tokens[i]];
      System.arraycopy(part, 0, bytes, at, part.length);
      at += part.length;
    }
    return bytes;
  }
}
