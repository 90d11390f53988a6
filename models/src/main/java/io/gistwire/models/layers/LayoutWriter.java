package io.gistwire.models.layers;

import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.layout.LayoutCodec;
import io.gistwire.codec.layout.LayoutGrid;
import java.util.Optional;

/** Colours and brightness of the whole photo on a coarse grid. */
public final class LayoutWriter implements LayerWriter {
  private static final int SIDE = 256;

  private final int maxBytes;

  /** Writes layers of at most {@code maxBytes} bytes. */
  public LayoutWriter(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public LayerKind kind() {
    return LayerKind.LAYOUT;
  }

  @Override
  public Optional<Layer> write(CodedPhoto photo, EncodeOptions options) {
    int[] colours = photo.picture().averaged(SIDE, SIDE).packed();
    LayoutGrid grid = LayoutGrid.ofPixels(colours, SIDE, SIDE);
    return Optional.of(Layer.of(LayerKind.LAYOUT, LayoutCodec.encode(grid, maxBytes)));
  }
}
