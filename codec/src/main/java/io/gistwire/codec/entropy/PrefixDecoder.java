package io.gistwire.codec.entropy;

/**
 * Reads a layer that may have been cut: gives the symbols that the bytes at hand determine and then
 * ends (FORMAT.md, 2.4).
 *
 * <p>Not thread-safe. Once {@link #ended()} it stays so, and every call returns {@link #NONE}.
 */
public final class PrefixDecoder {
  /** In place of a symbol that the bytes do not determine. */
  public static final int NONE = -1;

  private final RangeDecoder decoder;
  private boolean ended;

  /** Reads {@code buffer[offset .. offset + length)}. */
  public PrefixDecoder(byte[] buffer, int offset, int length) {
    this.decoder = new RangeDecoder(buffer, offset, length);
  }

  /** Whether a symbol was asked for that the bytes do not determine. */
  public boolean ended() {
    return ended;
  }

  /** The next symbol of a model, or {@link #NONE}. */
  public int decode(SymbolModel model) {
    if (ended) {
      return NONE;
    }
    int symbol = model.symbolAt(decoder.target(model.total()));
    return take(symbol, model.cumulative(symbol), model.frequency(symbol), model.total());
  }

  /** A number below {@code count}, all equally likely, or {@link #NONE}. */
  public int decodeUniform(int count) {
    if (ended) {
      return NONE;
    }
    int number = decoder.target(count);
    return take(number, number, 1, count);
  }

  /** A bit, or {@link #NONE}. */
  public int decodeBit(int probabilityOfOne) {
    if (ended) {
      return NONE;
    }
    int total = RangeEncoder.BIT_TOTAL;
    return decoder.target(total) < probabilityOfOne
        ? take(1, 0, probabilityOfOne, total)
        : take(0, probabilityOfOne, total - probabilityOfOne, total);
  }

  private int take(int symbol, int cumulative, int frequency, int total) {
    if (!decoder.determined(cumulative, frequency, total)) {
      ended = true;
      return NONE;
    }
    decoder.consume(cumulative, frequency, total);
    return symbol;
  }
}
