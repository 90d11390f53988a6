package io.gistwire.codec.language;

/** Unnormalised weights of tokens from logits: powers of two by table (FORMAT.md, 5.5). */
final class ExpWeights {
  /** Entries of the table: 2^(-i / 1024). */
  static final int TABLE_SIZE = 1024;

  /** The weight of the likeliest token, and the table's first entry. */
  static final int ONE = 1 << 24;

  private final int[] table;

  ExpWeights(int[] table) {
    this.table = table;
  }

  /** Weight of a token {@code below} the likeliest, in 1/1024 bit. */
  int of(int below) {
    int halvings = below >> 10;
    return halvings > 24 ? 0 : table[below & 1023] >> halvings;
  }

  /** Sum of the weights of all tokens. */
  long sum(int[] logits, int top) {
    long sum = 0;
    for (int logit : logits) {
      sum += of(top - logit);
    }
    return sum;
  }

  /** The lowest token with the largest logit. */
  static int argmax(int[] logits) {
    int best = 0;
    for (int token = 1; token < logits.length; token++) {
      if (logits[token] > logits[best]) {
        best = token;
      }
    }
    return best;
  }

  /** 1024 times the binary logarithm of a value of at least 1, rounded down (FORMAT.md, 5.7). */
  static int log2(long value) {
    int place = 63 - Long.numberOfLeadingZeros(value);
    long mantissa = place >= 30 ? value >> place - 30 : value << 30 - place;
    int result = place;
    for (int i = 0; i < 10; i++) {
      mantissa = mantissa * mantissa >> 30;
      result *= 2;
      if (mantissa >= 1L << 31) {
        mantissa >>= 1;
        result++;
      }
    }
    return result;
  }
}
