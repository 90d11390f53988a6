package io.gistwire.codec.entropy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Hostile bytes in the range decoder: symbols within their models, and what is read writes back.
 */
class RangeDecoderFuzzTest {
  private static final CumulativeTable TABLE = new CumulativeTable(1, 70, 3, 65535, 900);
  private static final int SYMBOLS = 300;

  @FuzzTest(maxDuration = "1m")
  void any_bytes_decode_to_symbols_that_encode_to_bytes_that_decode_to_them(byte[] bytes) {
    int[] symbols = read(bytes, bytes.length);
    byte[] memory = new byte[4 * SYMBOLS];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    AdaptiveBits model = new AdaptiveBits(2);
    for (int i = 0; i < SYMBOLS; i += 3) {
      encoder.encode(TABLE, symbols[i]);
      encoder.encodeUniform(symbols[i + 1], 1 << 24);
      model.encode(encoder, symbols[i] & 1, symbols[i + 2]);
    }
    if (!Arrays.equals(symbols, read(memory, encoder.finish()))) {
      throw new AssertionError("other symbols returned");
    }
  }

  private static int[] read(byte[] bytes, int length) {
    RangeDecoder decoder = new RangeDecoder(bytes, 0, length);
    AdaptiveBits model = new AdaptiveBits(2);
    int[] symbols = new int[SYMBOLS];
    for (int i = 0; i < SYMBOLS; i += 3) {
      symbols[i] = decoder.decode(TABLE);
      symbols[i + 1] = decoder.decodeUniform(1 << 24);
      symbols[i + 2] = model.decode(decoder, symbols[i] & 1);
    }
    return symbols;
  }
}
