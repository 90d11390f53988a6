package io.gistwire.models.layers;

import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.sketch.Sketch;
import io.gistwire.codec.sketch.SketchCodec;
import io.gistwire.models.picture.Picture;
import java.util.Optional;

/** The photo's strongest edges, as many as the bytes allow. */
public final class SketchWriter implements LayerWriter {
  // Shares of the pixels that are edges, in 1/256; the most that fit are taken.
  private static final int[] SHARES = {40, 32, 26, 20, 16, 13, 10, 8, 6, 4, 3, 2, 1};

  private final int side;
  private final int maxBytes;

  /**
   * Writes sketches of at most {@code maxBytes} bytes.
   *
   * @param side pixels of the longer side, 8 to 256
   */
  public SketchWriter(int side, int maxBytes) {
    this.side = side;
    this.maxBytes = maxBytes;
  }

  @Override
  public LayerKind kind() {
    return LayerKind.SKETCH;
  }

  @Override
  public Optional<Layer> write(CodedPhoto photo, EncodeOptions options) {
    Picture small = photo.picture().fitted(side);
    EdgeFinder edges = new EdgeFinder(small);
    int pixels = small.width() * small.height();
    for (int share : SHARES) {
      int count = Math.max(1, pixels * share / 256);
      byte[] bytes =
          SketchCodec.encode(Sketch.of(small.width(), small.height(), edges.strongest(count)));
      if (bytes.length <= maxBytes) {
        return Optional.of(Layer.of(LayerKind.SKETCH, bytes));
      }
    }
    return Optional.empty();
  }
}
