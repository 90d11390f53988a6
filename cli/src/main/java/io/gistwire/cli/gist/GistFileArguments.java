package io.gistwire.cli.gist;

import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.output.Reason;
import io.gistwire.cli.photos.FileSearch;
import io.gistwire.codec.Gist;
import io.gistwire.models.picture.PhotoReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Parameters;

/** The {@code .gist} files that a command was given; {@code -} is standard input. */
final class GistFileArguments {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = ".gist files or folders of them; - for standard input.")
  private List<Path> files;

  /** Something to do with a gist. */
  interface Consumer {
    void accept(String name, Gist gist) throws Exception;
  }

  /**
   * Reads each file, of folders all below them. One that cannot be read is named and stops nothing.
   *
   * @return the exit code: 0, or 1 when a file could not be read
   */
  int each(PrintWriter err, Consumer consumer) {
    Problems problems = new Problems(err);
    List<FileSearch.Found> found = FileSearch.forGists(problems).below(files);
    int done = 0;
    for (FileSearch.Found file : found) {
      try {
        consumer.accept(file.path().toString(), read(file.path()));
        done++;
      } catch (Exception failed) {
        if (found.size() == 1 && problems.count() == 0) {
          throw new CommandException(
              file.path() + ": " + Reason.of(failed),
              "'gistwire encode PHOTO' makes .gist files; - reads standard input.",
              1,
              failed);
        }
        problems.add(file.path(), failed);
      }
    }
    if (problems.count() > 0 && done + problems.count() > 1) {
      err.printf(Locale.ROOT, "gistwire: %,d read, %,d failed%n", done, problems.count());
      err.flush();
    }
    return problems.exitCode();
  }

  private static Gist read(Path file) throws IOException {
    try (InputStream in = file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(GistFileStore.MAX_FILE_BYTES + 1);
      if (bytes.length > GistFileStore.MAX_FILE_BYTES) {
        throw new IOException(
            "has more than " + GistFileStore.MAX_FILE_BYTES + " bytes, which no .gist file has");
      }
      if (PhotoReader.isPhoto(bytes)) {
        throw new IOException("is a photo; encode it first: gistwire encode " + file);
      }
      return GistFileStore.fromBytes(bytes);
    }
  }
}
