package io.gistwire.proto.file;

/** Bytes are not a whole, undamaged {@code .gist} file. The message states what was seen. */
public final class GistFileException extends Exception {
  private static final long serialVersionUID = 1L;

  GistFileException(String message) {
    super(message);
  }

  GistFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
