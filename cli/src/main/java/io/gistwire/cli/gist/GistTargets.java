package io.gistwire.cli.gist;

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
  private final Path output;
  private final Set<String> given = new HashSet<>();

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

  /** Writes a file and the folders above it. */
  static void write(Path target, byte[] bytes) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.write(target, bytes);
  }
}
