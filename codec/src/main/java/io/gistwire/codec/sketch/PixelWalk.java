package io.gistwire.codec.sketch;

import io.gistwire.codec.entropy.AdaptiveBits;
import io.gistwire.codec.entropy.SymbolPort;
import java.util.BitSet;

/**
 * Walks the pixels of a sketch, writing or reading them: contexts as in the generic region of JBIG2
 * (ITU-T T.88, 6.2), where an unseen context starts from the smaller template's (FORMAT.md, 9).
 *
 * <p>Invariant: {@code canvas} has a margin of zeros, so that no offset needs a check.
 */
final class PixelWalk {
  static final int TEMPLATES = 3;

  private static final int MARGIN = 4;
  private static final int TRUST = 2;

  /** Pixels that each template adds to the one before: (dx, dy) in order. */
  private static final int[][][] ADDED = {
    {{-1, 0}, {-1, -1}, {0, -1}, {1, -1}},
    {{-2, 0}, {-2, -1}, {2, -1}, {-1, -2}, {0, -2}, {1, -2}},
    {{-3, 0}, {-4, 0}, {-3, -1}, {3, -1}, {-2, -2}, {2, -2}},
  };

  /** What the pixel is when it is written; not looked at when it is read. */
  interface Source {
    boolean isSet(int x, int y);
  }

  private final SymbolPort port;
  private final int width;
  private final int height;
  private final int pitch;
  private final byte[] canvas;
  private final int[][] offsets;
  private final AdaptiveBits[] models;
  private final int[] contexts;

  PixelWalk(SymbolPort port, int template, int width, int height) {
    this.port = port;
    this.width = width;
    this.height = height;
    this.pitch = width + 2 * MARGIN;
    this.canvas = new byte[pitch * (height + MARGIN)];
    this.offsets = new int[template + 1][];
    this.models = new AdaptiveBits[template + 1];
    this.contexts = new int[template + 1];
    int bits = 0;
    for (int t = 0; t <= template; t++) {
      offsets[t] = new int[ADDED[t].length];
      for (int i = 0; i < offsets[t].length; i++) {
        offsets[t][i] = ADDED[t][i][1] * pitch + ADDED[t][i][0];
      }
      bits += offsets[t].length;
      models[t] = new AdaptiveBits(1 << bits);
    }
  }

  BitSet run(Source source) {
    BitSet pixels = new BitSet(width * height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (pixel((y + MARGIN) * pitch + x + MARGIN, source.isSet(x, y) ? 1 : 0) == 1) {
          pixels.set(y * width + x);
        }
      }
    }
    return pixels;
  }

  private int pixel(int at, int bit) {
    int context = 0;
    for (int t = 0; t < models.length; t++) {
      for (int offset : offsets[t]) {
        context = context << 1 | canvas[at + offset];
      }
      contexts[t] = context;
      if (t > 0 && models[t].count(context) == 0) {
        models[t].inherit(context, models[t - 1], contexts[t - 1], TRUST);
      }
    }
    int last = models.length - 1;
    int coded = port.bit(bit, models[last], context);
    for (int t = 0; t < last; t++) {
      models[t].update(contexts[t], coded);
    }
    canvas[at] = (byte) coded;
    return coded;
  }
}
