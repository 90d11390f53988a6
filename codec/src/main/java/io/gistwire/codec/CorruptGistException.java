package io.gistwire.codec;

/** Bytes that no encoder writes, or whose checksum does not match; they carry nothing. */
public final class CorruptGistException extends GistFormatException {
  private static final long serialVersionUID = 1L;

  /** The message states what was seen and what is allowed. */
  public CorruptGistException(String message) {
    super(message);
  }
}
