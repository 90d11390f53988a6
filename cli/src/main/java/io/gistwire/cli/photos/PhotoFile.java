package io.gistwire.cli.photos;

import io.gistwire.cli.output.CommandException;
import io.gistwire.codec.UnreadablePhotoException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a photo's file. Stateless. */
public final class PhotoFile {
  /** No photo is larger. */
  public static final int MAX_BYTES = 64 << 20;

  private PhotoFile() {}

  /**
   * The file's bytes.
   *
   * @throws IOException when the file cannot be read or disappeared
   * @throws UnreadablePhotoException when it is empty or has more than {@link #MAX_BYTES} bytes
   */
  public static byte[] read(Path file) throws IOException, UnreadablePhotoException {
    if (Files.isDirectory(file)) {
      throw new UnreadablePhotoException("is a folder where a photo was expected");
    }
    if (FileNames.isGist(file)) {
      throw new UnreadablePhotoException(
          "is a .gist file, which is encoded already; a photo was expected");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    } catch (ClosedByInterruptException interrupted) {
      // Not the file's matter: who reads is told to end.
      throw new InterruptedIOException("interrupted");
    }
  }

  /**
   * As {@link #read(Path)}, of the one photo that a command is about.
   *
   * @throws CommandException when it is no photo
   */
  public static byte[] readNamed(Path file) throws IOException {
    try {
      return read(file);
    } catch (UnreadablePhotoException wrong) {
      throw new CommandException(
          file + " " + wrong.getMessage(), "JPEG, PNG and WebP are read.", 1, wrong);
    }
  }

  /** As {@link #read(Path)}, from a stream that the caller closes. */
  public static byte[] read(InputStream in) throws IOException, UnreadablePhotoException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length == 0) {
      throw new UnreadablePhotoException("is empty; a JPEG, PNG or WebP file was expected");
    }
    if (bytes.length > MAX_BYTES) {
      throw new UnreadablePhotoException(
          "has more than " + MAX_BYTES + " bytes; at most so many are allowed");
    }
    return bytes;
  }
}
