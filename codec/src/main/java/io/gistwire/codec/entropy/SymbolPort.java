package io.gistwire.codec.entropy;

/**
 * One end of a coded layer: a layer walks its symbols once, and the port writes or reads them. So
 * the two directions cannot drift apart.
 *
 * <p>Every method returns the symbol: a writing port the one that it was given, a reading port the
 * one in the bytes, whatever it was given.
 */
public interface SymbolPort {
  /** A bit of a fixed probability of 1, in 1/65536, 1 to 65535. */
  int bit(int bit, int probabilityOfOne);

  /** A number below {@code count}, all equally likely; nothing is coded if there is only one. */
  int uniform(int number, int count);

  /** A bit in a context that learns. */
  default int bit(int bit, AdaptiveBits model, int context) {
    int coded = bit(bit, model.probability(context));
    model.update(context, coded);
    return coded;
  }

  /** A port that writes. */
  static SymbolPort writing(RangeEncoder encoder) {
    return new SymbolPort() {
      @Override
      public int bit(int bit, int probabilityOfOne) {
        encoder.encodeBit(bit, probabilityOfOne);
        return bit;
      }

      @Override
      public int uniform(int number, int count) {
        encoder.encodeUniform(number, count);
        return number;
      }
    };
  }

  /** A port that reads. */
  static SymbolPort reading(RangeDecoder decoder) {
    return new SymbolPort() {
      @Override
      public int bit(int bit, int probabilityOfOne) {
        return decoder.decodeBit(probabilityOfOne);
      }

      @Override
      public int uniform(int number, int count) {
        return decoder.decodeUniform(count);
      }
    };
  }
}
