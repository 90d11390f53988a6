package io.gistwire.codec;

/** A format version or layer that this release does not know; a newer release is needed. */
public final class UnsupportedFormatException extends GistFormatException {
  private static final long serialVersionUID = 1L;

  /** The message states what was seen and what is allowed. */
  public UnsupportedFormatException(String message) {
    super(message);
  }
}
