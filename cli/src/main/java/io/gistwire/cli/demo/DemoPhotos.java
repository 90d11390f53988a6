package io.gistwire.cli.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
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

  static List<File> of(List<Path> files) throws IOException {
    List<File> photos = new ArrayList<>();
    for (Path file : files) {
      photos.add(new File(file.getFileName().toString(), Files.readAllBytes(file)));
    }
    return photos;
  }
}
