package io.gistwire.cli.photos;

import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the files that the names on a command line stand for: a file is taken as it is, of a folder
 * all files of the kind below it. What cannot be read is reported and stops nothing. Not
 * thread-safe.
 */
public final class FileSearch {
  /**
   * A file.
   *
   * @param path where it is
   * @param relative its place below the folder that was named; its name alone when it was named
   *     itself
   */
  public record Found(Path path, Path relative) {}

  private final Predicate<Path> kind;
  private final String what;
  private final String advice;
  private final Problems problems;
  private final PassedOver passedOver;

  private FileSearch(Predicate<Path> kind, String what, String advice, Problems problems) {
    this.kind = kind;
    this.what = what;
    this.advice = advice;
    this.problems = problems;
    this.passedOver = new PassedOver(what + "s");
  }

  /** Searches photos. */
  public static FileSearch forPhotos(Problems problems) {
    return new FileSearch(
        FileNames::isPhoto,
        "photo",
        "Files that end in .jpg, .jpeg, .png or .webp are taken.",
        problems);
  }

  /** Searches {@code .gist} files. */
  public static FileSearch forGists(Problems problems) {
    return new FileSearch(
        FileNames::isGist,
        ".gist file",
        "'gistwire encode PHOTO' makes .gist files; - reads standard input.",
        problems);
  }

  /**
   * The files that the names stand for, of folders by name. {@code -} is kept as it is.
   *
   * @throws CommandException when the only name does not exist, or nothing was found and nothing
   *     was reported either
   */
  public List<Found> below(List<Path> names) {
    List<Found> found = new ArrayList<>();
    for (Path name : names) {
      add(name, names.size() == 1, found);
    }
    if (found.isEmpty() && problems.count() == 0) {
      throw new CommandException(
          "no "
              + what
              + " in "
              + names.stream().map(Path::toString).collect(Collectors.joining(", "))
              + (passedOver.total() == 0 ? "" : "; " + passedOver.inWords()),
          advice);
    }
    return found;
  }

  private void add(Path name, boolean alone, List<Found> found) {
    boolean missing = !Files.exists(name) && !name.toString().equals("-");
    if (missing && alone && !isUnreadable(name)) {
      throw new CommandException(
          "no file or folder " + name, "Check the name; one with spaces needs quotes.");
    }
    if (Files.isDirectory(name)) {
      new FolderWalk(new Collector(name, found)).walk(name);
    } else if (FileNames.isAppleDouble(name)) {
      passedOver.add(name);
    } else {
      // One that is missing is reported by whoever reads it, as one that disappears later.
      found.add(new Found(name, name.getFileName()));
    }
  }

  /** A name below a folder that may not be entered seems not to exist. */
  private static boolean isUnreadable(Path name) {
    try {
      Files.readAttributes(name, BasicFileAttributes.class);
      return false;
    } catch (NoSuchFileException missing) {
      return false;
    } catch (IOException other) {
      return true;
    }
  }

  /** What the folders hold beside files of the kind. */
  public PassedOver passedOver() {
    return passedOver;
  }

  private final class Collector implements FolderWalk.Visitor {
    private final Path root;
    private final List<Found> found;

    Collector(Path root, List<Found> found) {
      this.root = root;
      this.found = found;
    }

    @Override
    public void file(Path file, BasicFileAttributes attributes) {
      if (kind.test(file) && attributes.isRegularFile()) {
        found.add(new Found(file, root.relativize(file)));
      } else {
        passedOver.add(file);
      }
    }

    @Override
    public void hiddenFolder(Path folder) {
      passedOver.addHiddenFolder();
    }

    @Override
    public void failed(Path entry, IOException why) {
      problems.add(entry, why);
    }
  }
}
