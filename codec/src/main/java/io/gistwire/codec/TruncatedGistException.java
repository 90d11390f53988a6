package io.gistwire.codec;

/** Bytes end before what they announce is complete; the rest may still come. */
public final class TruncatedGistException extends GistFormatException {
  private static final long serialVersionUID = 1L;

  /** The message states what was seen and what is allowed. */
  public TruncatedGistException(String message) {
    super(message);
  }
}
