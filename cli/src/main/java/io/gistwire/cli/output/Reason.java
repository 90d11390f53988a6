package io.gistwire.cli.output;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/** What failed, as a clause for people: never the name of a Java class. Stateless. */
public final class Reason {
  /** As in "java.net.ConnectException: Connection refused". */
  private static final Pattern CLASS_NAME =
      Pattern.compile("\\b(?:[a-z][a-z0-9_]*\\.)+[A-Z][A-Za-z0-9_$]*(?:Exception|Error)(?:: )?");

  /** What systems say, in the words of this program. */
  private static final Map<String, String> OF_SYSTEM =
      Map.of(
          "Not a directory", "a part of the path is no folder",
          "Is a directory", "is a folder",
          "No space left on device", "the disk is full",
          "Disk quota exceeded", "the disk's quota is used up",
          "Read-only file system", "the disk is read-only",
          "File name too long", "the name is too long",
          "Too many levels of symbolic links", "is a link that leads back to itself");

  private Reason() {}

  /** The reason without the file's name, which the caller puts before it. */
  public static String of(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof FileSystemException file) {
      return ofFile(file);
    }
    if (cause instanceof OutOfMemoryError) {
      return "does not fit into this program's memory";
    }
    String message = cause.getMessage() == null ? "" : plain(cause.getMessage());
    return message.isEmpty() ? "an internal error; -v shows its trace" : message;
  }

  /** A message without names of Java classes, on one line. */
  public static String plain(String message) {
    String line = message.lines().map(String::strip).findFirst().orElse("");
    return CLASS_NAME.matcher(line).replaceAll("").strip();
  }

  /** Of these the message is often the file's name alone. */
  private static String ofFile(FileSystemException error) {
    if (error instanceof NoSuchFileException) {
      return "there is no such file";
    } else if (error instanceof AccessDeniedException) {
      return "may not be read or written";
    } else if (error instanceof FileAlreadyExistsException) {
      return "exists already and is something else";
    } else if (error instanceof FileSystemLoopException) {
      return "is a link that leads back to itself";
    } else if (error instanceof NotDirectoryException) {
      return "is no folder";
    } else if (error instanceof DirectoryNotEmptyException) {
      return "is a folder that is not empty";
    }
    String reason = error.getReason();
    if (reason == null || reason.isBlank()) {
      return "cannot be read or written";
    }
    return OF_SYSTEM.getOrDefault(reason, plain(reason));
  }
}
