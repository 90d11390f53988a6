package io.gistwire.models.layers;

import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.picture.Picture;
import io.gistwire.models.picture.WebpWriter;
import java.util.Optional;

/** A small WebP of the photo: the largest that the bytes allow. */
public final class ThumbnailWriter implements LayerWriter {
  private static final int[] SIDES = {320, 256, 192, 128, 96, 64, 48, 32, 16};
  private static final float QUALITY = 0.5f;

  private final int maxBytes;

  /** Writes files of at most {@code maxBytes} bytes. */
  public ThumbnailWriter(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public LayerKind kind() {
    return LayerKind.THUMBNAIL;
  }

  @Override
  public Optional<Layer> write(CodedPhoto photo, EncodeOptions options) {
    Picture picture = photo.picture();
    int longer = Math.max(picture.width(), picture.height());
    for (int side : SIDES) {
      if (side <= longer || side == SIDES[SIDES.length - 1]) {
        Optional<byte[]> file = WebpWriter.write(picture.fitted(Math.min(side, longer)), QUALITY);
        if (file.isEmpty()) {
          return Optional.empty();
        }
        if (file.get().length <= maxBytes) {
          return Optional.of(Layer.of(LayerKind.THUMBNAIL, file.get()));
        }
      }
    }
    return Optional.empty();
  }
}
