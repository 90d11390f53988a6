package io.gistwire.cli.gist;

import io.gistwire.cli.output.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Photos that were named on the command line, folders included. */
public final class PhotoFiles {
  private static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".webp");

  private PhotoFiles() {}

  /**
   * The files named, and of folders all photos below them, by name.
   *
   * @throws CommandException when a name is not there, or there is no photo at all
   */
  public static List<Path> below(List<Path> names) throws IOException {
    List<Path> photos = new ArrayList<>();
    for (Path name : names) {
      if (Files.isDirectory(name)) {
        addAll(photos, name);
      } else if (Files.exists(name)) {
        photos.add(name);
      } else {
        throw new CommandException(
            "no file or folder " + name, "Check the name; one with spaces needs quotes.");
      }
    }
    if (photos.isEmpty()) {
      throw new CommandException(
          "no photo in " + names.stream().map(Path::toString).collect(Collectors.joining(", ")),
          "Files that end in .jpg, .jpeg, .png or .webp are taken.");
    }
    return photos;
  }

  private static void addAll(List<Path> photos, Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      below
          .filter(Files::isRegularFile)
          .filter(PhotoFiles::isPhoto)
          .sorted(Comparator.naturalOrder())
          .forEach(photos::add);
    }
  }

  private static boolean isPhoto(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(name::endsWith);
  }
}
