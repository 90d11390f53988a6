package io.gistwire.models.picture;

import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's own picture decoders. Others may be registered by an application; they would give other
 * pixels.
 */
final class JdkReaders {
  private JdkReaders() {}

  static ImageReader create(String format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
        return reader;
      }
      reader.dispose();
    }
    throw new IllegalStateException(
        "this Java runtime has no " + format + " decoder; use one with the module java.desktop");
  }

  /** A decoding was ended by its budget. */
  static final class Stopped extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RuntimeException why;

    private Stopped(RuntimeException why) {
      super(null, null, false, false);
      this.why = why;
    }

    RuntimeException why() {
      return why;
    }
  }

  /** Decodes something. */
  interface Decoding<T> {
    T run() throws IOException;
  }

  /**
   * Decodes as long as the budget allows: its decoder reports each row.
   *
   * @throws Stopped with what the budget threw
   */
  static <T> T within(PhotoBudget budget, ImageReader reader, Decoding<T> decoding)
      throws IOException, Stopped {
    Progress progress = new Progress(budget);
    reader.addIIOReadProgressListener(progress);
    try {
      return decoding.run();
    } finally {
      if (progress.why != null) {
        throw new Stopped(progress.why);
      }
    }
  }

  /** Ends a decoder that its budget does not allow to go on. */
  private static final class Progress implements IIOReadProgressListener {
    private final PhotoBudget budget;
    private @Nullable RuntimeException why;

    private Progress(PhotoBudget budget) {
      this.budget = budget;
    }

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
      try {
        budget.check();
      } catch (RuntimeException e) {
        why = e;
        source.abort();
      }
    }

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void imageStarted(ImageReader source, int imageIndex) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percentageDone) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}

    @Override
    public void readAborted(ImageReader source) {}
  }

  /** Parameters that keep every k-th pixel of every k-th row of a large picture. */
  static ImageReadParam thinned(ImageReader reader, long width, long height) {
    ImageReadParam parameters = reader.getDefaultReadParam();
    int k = PhotoReader.thinning(width, height);
    parameters.setSourceSubsampling(k, k, 0, 0);
    return parameters;
  }
}
