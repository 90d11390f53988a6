package io.gistwire.cli.gist;

import io.gistwire.cli.output.CommandException;
import io.gistwire.codec.Gist;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The {@code .gist} files that a command was given; {@code -} is standard input. */
final class GistFileArguments {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = ".gist files; - for standard input.")
  private List<Path> files;

  /** Something to do with a gist. */
  interface Consumer {
    void accept(String name, Gist gist) throws Exception;
  }

  void each(Consumer consumer) throws Exception {
    for (Path file : files) {
      consumer.accept(file.toString(), GistFileStore.fromBytes(read(file), file.toString()));
    }
  }

  private static byte[] read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new CommandException(
          file + " is a folder", "Name the files in it: " + file.resolve("*.gist"), 1, null);
    }
    try (InputStream in = file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(GistFileStore.MAX_FILE_BYTES + 1);
      if (bytes.length > GistFileStore.MAX_FILE_BYTES) {
        throw new CommandException(
            file + " has more than " + GistFileStore.MAX_FILE_BYTES + " bytes; no gist has",
            "Is it a .gist file?");
      }
      return bytes;
    } catch (NoSuchFileException missing) {
      throw new CommandException(
          "no file " + file,
          "'gistwire encode PHOTO' makes .gist files; - reads standard input.",
          1,
          missing);
    }
  }
}
