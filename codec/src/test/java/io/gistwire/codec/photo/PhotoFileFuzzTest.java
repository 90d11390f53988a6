package io.gistwire.codec.photo;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gistwire.codec.UnreadablePhotoException;
import java.time.ZoneOffset;

/** Hostile picture files: metadata never fails, containers are read or refused. */
class PhotoFileFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void picture_files_are_read_or_refused(byte[] file) {
    PhotoMetadata photo = PhotoMetadata.read(file);
    photo.takenMillis(ZoneOffset.UTC);
    if (photo.orientation() < 1 || photo.orientation() > 8) {
      throw new AssertionError("orientation " + photo.orientation());
    }
    try {
      if (JpegContainer.matches(file)) {
        check(file, JpegContainer.read(file).pictureParts());
      } else if (PngContainer.matches(file)) {
        check(file, PngContainer.read(file).pictureParts());
      } else if (WebpContainer.matches(file)) {
        WebpContainer.read(file).frame().toFile();
      }
    } catch (UnreadablePhotoException | IndexOutOfBoundsException refused) {
      return;
    }
  }

  private static void check(byte[] file, java.util.List<Span> parts) {
    int end = 0;
    for (Span part : parts) {
      if (part.start() < end || part.length() < 0 || part.end() > file.length) {
        throw new AssertionError(part + " after " + end + " of " + file.length);
      }
      end = part.end();
    }
  }
}
