package io.gistwire.cli.gist;

import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Reason;
import io.gistwire.cli.photos.FileNames;
import io.gistwire.cli.photos.FileSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Gives each photo of a run a {@code .gist} file of its own. The same photos in the same order get
 * the same names in every run. Not thread-safe.
 */
final class GistTargets {
  private static final int PROBE_BYTES = 4_096;

  private final Path output;
  private final Set<String> given = new HashSet<>();
  private final Set<Path> writable = new HashSet<>();

  /** Files go below {@code output}; null for beside each photo. */
  GistTargets(Path output) {
    this.output = output;
  }

  /**
   * Where a photo's gist is written: its name with {@code .gist} in place of its ending; where that
   * is another photo's of this run, behind its ending, or with a number.
   */
  Path of(FileSearch.Found photo) {
    Path beside = output == null ? photo.path() : output.resolve(photo.relative()).normalize();
    Path target = beside.resolveSibling(FileNames.stem(photo.path()) + ".gist");
    for (int number = 1; !given.add(key(target)); number++) {
      target =
          beside.resolveSibling(
              number == 1
                  ? photo.path().getFileName() + ".gist"
                  : FileNames.stem(photo.path()) + "-" + number + ".gist");
    }
    return target;
  }

  /** Some file systems make no difference between upper and lower case. */
  private static String key(Path target) {
    return target.toAbsolutePath().normalize().toString().toLowerCase(Locale.ROOT);
  }

  /**
   * Makes the folder for the files, before anything is encoded for it.
   *
   * @throws CommandException when none can be written there
   */
  static void requireWritable(Path output) {
    try {
      Files.createDirectories(output);
    } catch (IOException impossible) {
      throw new CommandException(
          "-o " + output + ": " + Reason.of(impossible),
          "Name a folder that can be written.",
          1,
          impossible);
    }
    if (!Files.isWritable(output)) {
      throw new CommandException(
          "-o " + output + " cannot be written",
          "Name another folder, or change who may write there.");
    }
  }

  /**
   * Looks before the photo is encoded whether its file can be written.
   *
   * @throws UnwritableTargetException when it cannot be, nor any other one in its folder
   */
  void check(Path target) throws UnwritableTargetException {
    Path folder = target.toAbsolutePath().getParent();
    boolean known = folder == null || writable.contains(folder) || !Files.isDirectory(folder);
    if (!known && !Files.isWritable(folder)) {
      throw new UnwritableTargetException(
          folder
              + " cannot be written, so its photos are not encoded; -o DIR names another folder");
    } else if (folder != null) {
      writable.add(folder);
    }
  }

  /**
   * Writes a file and the folders above it.
   *
   * @throws CommandException when the disk takes nothing more, so that no other one can be written
   * @throws UnwritableTargetException when this one cannot be
   */
  static void write(Path target, byte[] bytes) throws UnwritableTargetException {
    Path folder = target.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(target, bytes);
    } catch (IOException failed) {
      if (folder != null && Files.isDirectory(folder) && !isWritten(folder)) {
        throw new CommandException(
            target + ": " + Reason.of(failed),
            "Free space on its disk, or name another folder with -o DIR.",
            1,
            failed);
      }
      throw new UnwritableTargetException(target + " cannot be written: " + Reason.of(failed));
    }
  }

  /** Whether any file can be written there now. */
  private static boolean isWritten(Path folder) {
    try {
      Path probe = Files.createTempFile(folder, ".gistwire", ".tmp");
      try {
        Files.write(probe, new byte[PROBE_BYTES]);
        return true;
      } finally {
        Files.delete(probe);
      }
    } catch (IOException unwritable) {
      return false;
    }
  }
}
