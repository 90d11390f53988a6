package io.gistwire.codec.sketch;

import io.gistwire.codec.entropy.RangeDecoder;
import io.gistwire.codec.entropy.RangeEncoder;
import io.gistwire.codec.entropy.SymbolPort;
import java.util.Arrays;
import java.util.BitSet;

/** Sketches to bytes and back. Stateless and thread-safe. */
public final class SketchCodec {
  private SketchCodec() {}

  /** The layer's bytes: the shortest of the three templates'. */
  public static byte[] encode(Sketch sketch) {
    byte[] best = encode(sketch, 0);
    for (int template = 1; template < PixelWalk.TEMPLATES; template++) {
      byte[] bytes = encode(sketch, template);
      if (bytes.length < best.length) {
        best = bytes;
      }
    }
    return best;
  }

  /** The layer's bytes with one template. */
  static byte[] encode(Sketch sketch, int template) {
    byte[] memory = new byte[16 + 2 * sketch.width() * sketch.height()];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    SymbolPort port = SymbolPort.writing(encoder);
    port.uniform(sketch.width() - 1, Sketch.MAX_SIDE);
    port.uniform(sketch.height() - 1, Sketch.MAX_SIDE);
    port.uniform(template, PixelWalk.TEMPLATES);
    PixelWalk walk = new PixelWalk(port, template, sketch.width(), sketch.height());
    walk.run(sketch::isSet);
    return Arrays.copyOf(memory, encoder.finish());
  }

  /** The sketch that the bytes say; any bytes say one. */
  public static Sketch decode(byte[] layer) {
    SymbolPort port = SymbolPort.reading(new RangeDecoder(layer, 0, layer.length));
    int width = port.uniform(0, Sketch.MAX_SIDE) + 1;
    int height = port.uniform(0, Sketch.MAX_SIDE) + 1;
    int template = port.uniform(0, PixelWalk.TEMPLATES);
    BitSet pixels = new PixelWalk(port, template, width, height).run((x, y) -> false);
    return Sketch.of(width, height, pixels);
  }
}
