package io.gistwire.codec.layout;

import io.gistwire.codec.entropy.PrefixDecoder;
import io.gistwire.codec.entropy.RangeEncoder;
import io.gistwire.codec.layout.Coefficients.Coefficient;
import java.util.Arrays;

/**
 * Layout grids to bytes and back; the bytes can be cut anywhere and still decode. Stateless and
 * thread-safe.
 */
public final class LayoutCodec {
  /** The most bytes of a layer that a writer makes. */
  public static final int MAX_BYTES = 64;

  private static final int HALF = 32768;
  private static final int GREY = 0x808080;

  /** A size is rounded up from this part of a step on: small sizes cost more than they show. */
  private static final double DEAD_ZONE = 0.42;

  private LayoutCodec() {}

  /**
   * The layer's bytes: of all gains the one that comes closest to the grid within the limit.
   *
   * @param maxBytes 1 to {@value #MAX_BYTES}
   * @return at most {@code maxBytes} bytes
   */
  public static byte[] encode(LayoutGrid grid, int maxBytes) {
    if (maxBytes < 1 || maxBytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "layout of " + maxBytes + " bytes; 1 to " + MAX_BYTES + " are allowed");
    }
    double[][] planes = Dct.components(grid);
    byte[] best = new byte[0];
    long least = Long.MAX_VALUE;
    for (int gain = 0; gain < Coefficients.GAINS; gain++) {
      byte[] bytes = encode(planes, gain, maxBytes);
      long error = error(grid, decode(bytes));
      if (error < least) {
        least = error;
        best = bytes;
      }
    }
    return best;
  }

  private static byte[] encode(double[][] planes, int gain, int maxBytes) {
    byte[] memory = new byte[1024];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    encoder.encodeUniform(gain, Coefficients.GAINS);
    double luma = Dct.forward(planes[Coefficients.LUMA], 0, 0);
    encoder.encodeUniform((int) Math.min(luma / 4, 63), Coefficients.DC_LEVELS);
    for (Coefficient c : Coefficients.ORDER) {
      if (encoder.sizeBytes() > maxBytes) {
        break;
      }
      double steps = Dct.forward(planes[c.component], c.v, c.u) * 1024 / c.step(gain);
      int size = (int) Math.min(Coefficients.MAX_SIZE, Math.abs(steps) + DEAD_ZONE);
      encode(encoder, c, gain, steps < 0 ? -size : size);
    }
    return Arrays.copyOf(memory, Math.min(maxBytes, encoder.finishDetermined()));
  }

  private static void encode(RangeEncoder encoder, Coefficient c, int gain, int q) {
    encoder.encodeBit(q != 0 ? 1 : 0, c.notZero(gain));
    if (q == 0) {
      return;
    }
    encoder.encodeBit(q < 0 ? 1 : 0, HALF);
    for (int size = 1; size < Coefficients.MAX_SIZE; size++) {
      boolean greater = Math.abs(q) > size;
      encoder.encodeBit(greater ? 1 : 0, c.greater(gain));
      if (!greater) {
        return;
      }
    }
  }

  private static long error(LayoutGrid wanted, LayoutGrid got) {
    int[] a = wanted.toArray();
    int[] b = got.toArray();
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int shift = 0; shift < 24; shift += 8) {
        int difference = (a[i] >> shift & 0xff) - (b[i] >> shift & 0xff);
        sum += (long) difference * difference;
      }
    }
    return sum;
  }

  /** The grid that the bytes say, as far as they go; any bytes say one, none say grey. */
  public static LayoutGrid decode(byte[] layer) {
    PrefixDecoder decoder = new PrefixDecoder(layer, 0, layer.length);
    int gain = decoder.decodeUniform(Coefficients.GAINS);
    int luma = decoder.decodeUniform(Coefficients.DC_LEVELS);
    if (decoder.ended()) {
      int[] grey = new int[LayoutGrid.CELLS];
      Arrays.fill(grey, GREY);
      return LayoutGrid.of(grey);
    }
    int[] sizes = new int[Coefficients.ORDER.size()];
    for (int i = 0; i < sizes.length; i++) {
      Coefficient c = Coefficients.ORDER.get(i);
      int q = decode(decoder, c, gain);
      if (decoder.ended()) {
        break;
      }
      sizes[i] = q * c.step(gain) + 32 >> 6;
    }
    return Dct.inverse((luma * 4 + 2) * 16, sizes);
  }

  private static int decode(PrefixDecoder decoder, Coefficient c, int gain) {
    if (decoder.decodeBit(c.notZero(gain)) == 0) {
      return 0;
    }
    int negative = decoder.decodeBit(HALF);
    int size = 1;
    while (size < Coefficients.MAX_SIZE && decoder.decodeBit(c.greater(gain)) == 1) {
      size++;
    }
    return negative == 1 ? -size : size;
  }
}
