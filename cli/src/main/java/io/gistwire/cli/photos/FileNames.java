package io.gistwire.cli.photos;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the name of a file states about it. Stateless. */
public final class FileNames {
  private static final List<String> PHOTOS = List.of("jpg", "jpeg", "png", "webp");

  private FileNames() {}

  /**
   * Whether a file of this name is taken for a photo: its ending states it and it is not hidden.
   */
  public static boolean isPhoto(Path file) {
    return !isHidden(file) && PHOTOS.contains(ending(file));
  }

  /** Whether a file of this name is taken for a gist. */
  static boolean isGist(Path file) {
    return !isHidden(file) && ending(file).equals("gist");
  }

  /** Names that begin with a dot: AppleDouble files, and uploads that are not complete yet. */
  public static boolean isHidden(Path file) {
    String name = name(file);
    return name.startsWith(".") && !name.equals(".") && !name.equals("..");
  }

  /** Files that macOS writes beside each file on volumes of other systems. */
  static boolean isAppleDouble(Path file) {
    return name(file).startsWith("._");
  }

  /** What follows the last dot, in lower case; empty without one. */
  public static String ending(Path file) {
    String name = name(file);
    int dot = name.lastIndexOf('.');
    return dot < 1 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** The name without its ending. */
  public static String stem(Path file) {
    String name = name(file);
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }
}
