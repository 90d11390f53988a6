package io.gistwire.cli.demo;

import io.gistwire.cli.output.Problems;
import io.gistwire.cli.photos.FileSearch;
import io.gistwire.cli.photos.PhotoFile;
import io.gistwire.codec.UnreadablePhotoException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The photos of a demonstration: the bundled ones, or the user's own. */
public final class DemoPhotos {
  private static final int BUNDLED = 24;

  private DemoPhotos() {}

  /**
   * One photo file.
   *
   * @param name file name
   * @param bytes its content
   */
  public record File(String name, byte[] bytes) {}

  /** The 24 photos that this build carries, by their numbers. */
  public static List<File> bundled() throws IOException {
    List<File> photos = new ArrayList<>();
    for (int i = 1; i <= BUNDLED; i++) {
      String name = String.format(Locale.ROOT, "kodim%02d.jpg", i);
      try (InputStream in = DemoPhotos.class.getResourceAsStream("photos/" + name)) {
        if (in == null) {
          throw new FileNotFoundException("bundled photo " + name + " is missing from this build");
        }
        photos.add(new File(name, in.readAllBytes()));
      }
    }
    return photos;
  }

  /** The photos below a folder; those that cannot be read are reported and left out. */
  static List<File> below(Path folder, Problems problems) {
    List<File> photos = new ArrayList<>();
    for (FileSearch.Found file : FileSearch.forPhotos(problems).below(List.of(folder))) {
      try {
        photos.add(new File(file.relative().toString(), PhotoFile.read(file.path())));
      } catch (IOException | UnreadablePhotoException unreadable) {
        problems.add(file.path(), unreadable);
      }
    }
    return photos;
  }
}
