package io.gistwire.cli.camera;

import io.gistwire.cli.output.Reason;
import io.gistwire.cli.photos.DamagedPictureException;
import io.gistwire.cli.photos.MotionJpeg;
import io.gistwire.cli.photos.PhotoFile;
import io.gistwire.codec.UnreadablePhotoException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Where frames come from. */
interface Frames {
  /**
   * One frame.
   *
   * @param picture its file
   * @param captureMillis when it was taken
   */
  record Frame(byte[] picture, long captureMillis) {}

  /**
   * The next frame; empty at the end.
   *
   * @throws DamagedPictureException when one frame is damaged; the next call returns the frame
   *     after it
   */
  Optional<Frame> next() throws IOException, InterruptedException;

  /** The files of a folder, at a pace, with the times that the pace gives. */
  static Frames of(List<Path> files, double framesPerSecond, long startMillis) {
    Iterator<Path> rest = files.iterator();
    double intervalMillis = 1_000 / framesPerSecond;
    long[] index = new long[1];
    return () -> {
      if (!rest.hasNext()) {
        return Optional.empty();
      }
      long dueMillis = startMillis + Math.round(index[0]++ * intervalMillis);
      long wait = dueMillis - System.currentTimeMillis();
      if (wait > 0) {
        Thread.sleep(wait);
      }
      Path file = rest.next();
      try {
        return Optional.of(new Frame(PhotoFile.read(file), dueMillis));
      } catch (IOException | UnreadablePhotoException unreadable) {
        throw new DamagedPictureException(file + ": " + Reason.of(unreadable), unreadable);
      }
    };
  }

  /** The pictures of a pipe, taken when they come. */
  static Frames of(MotionJpeg pipe) {
    return () -> pipe.next().map(picture -> new Frame(picture, System.currentTimeMillis()));
  }
}
