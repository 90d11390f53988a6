package io.gistwire.models.picture;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.engine.Tensor;
import io.gistwire.models.manifest.PhotoOperation;
import java.util.List;

/**
 * A pack's preprocessing: upright RGB picture to the image encoder's tensor, bit for bit what the
 * trainers compute. Immutable and thread-safe.
 */
public final class PhotoPipeline {
  private final List<PhotoOperation> shaping;
  private final float[] levels;

  /** Takes the operations of a checked manifest: the last two are normalise and tensor. */
  public PhotoPipeline(List<PhotoOperation> operations) {
    int shapingCount = operations.size() - 2;
    this.shaping = List.copyOf(operations.subList(0, shapingCount));
    this.levels = levels((PhotoOperation.Normalise) operations.get(shapingCount));
  }

  /**
   * The tensor of one picture, float32 [1, 3, height, width].
   *
   * @throws UnreadablePhotoException when the picture is too small to be cropped
   */
  public Tensor.Floats tensor(Picture photo) throws UnreadablePhotoException {
    Picture shaped = shape(photo);
    int pixels = shaped.width() * shaped.height();
    float[] values = new float[3 * pixels];
    byte[] rgb = shaped.rgb();
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < pixels; i++) {
        values[channel * pixels + i] = levels[channel * 256 + (rgb[3 * i + channel] & 0xFF)];
      }
    }
    return new Tensor.Floats(values, 1, 3, shaped.height(), shaped.width());
  }

  /** The picture after all operations but normalise and tensor. */
  Picture shape(Picture photo) throws UnreadablePhotoException {
    Picture shaped = photo;
    for (PhotoOperation operation : shaping) {
      shaped = apply(operation, shaped);
    }
    return shaped;
  }

  private static Picture apply(PhotoOperation operation, Picture photo)
      throws UnreadablePhotoException {
    if (operation instanceof PhotoOperation.CropSquare) {
      int side = Math.min(photo.width(), photo.height());
      return cropCentre(photo, side, side);
    }
    if (operation instanceof PhotoOperation.CropCentre crop) {
      return cropCentre(photo, crop.width(), crop.height());
    }
    if (operation instanceof PhotoOperation.Resize resize) {
      return Resizer.resize(photo, resize.width(), resize.height(), resize.filter());
    }
    return resizeShortest(photo, (PhotoOperation.ResizeShortest) operation);
  }

  private static Picture cropCentre(Picture photo, int width, int height)
      throws UnreadablePhotoException {
    if (width > photo.width() || height > photo.height()) {
      throw new UnreadablePhotoException(
          "picture of "
              + photo.width()
              + "x"
              + photo.height()
              + " pixels is too small for the pack's crop of "
              + width
              + "x"
              + height);
    }
    return photo.crop((photo.width() - width) / 2, (photo.height() - height) / 2, width, height);
  }

  private static Picture resizeShortest(Picture photo, PhotoOperation.ResizeShortest resize)
      throws UnreadablePhotoException {
    int shorter = Math.min(photo.width(), photo.height());
    int longer = Math.max(photo.width(), photo.height());
    long scaled = (long) ((double) ((long) resize.size() * longer) / shorter);
    if (scaled * resize.size() > PhotoReader.MAX_KEPT_PIXELS) {
      throw new UnreadablePhotoException(
          "picture of "
              + photo.width()
              + "x"
              + photo.height()
              + " pixels is too long for its width: with a shorter side of "
              + resize.size()
              + " it would have more than "
              + PhotoReader.MAX_KEPT_PIXELS
              + " pixels");
    }
    boolean upright = photo.width() <= photo.height();
    int width = upright ? resize.size() : (int) scaled;
    int height = upright ? (int) scaled : resize.size();
    return Resizer.resize(photo, width, height, resize.filter());
  }

  private static float[] levels(PhotoOperation.Normalise normalise) {
    float[] levels = new float[3 * 256];
    for (int channel = 0; channel < 3; channel++) {
      float mean = normalise.mean().get(channel).floatValue();
      float deviation = normalise.deviation().get(channel).floatValue();
      for (int pixel = 0; pixel < 256; pixel++) {
        float scaled = (float) (pixel * normalise.scale());
        levels[channel * 256 + pixel] = (scaled - mean) / deviation;
      }
    }
    return levels;
  }
}
