package io.gistwire.codec;

/** A gist of another code fingerprint than the one at hand; another pack is needed to read it. */
public final class FingerprintMismatchException extends GistFormatException {
  private static final long serialVersionUID = 1L;

  /** The message states what was seen and what is allowed. */
  public FingerprintMismatchException(String message) {
    super(message);
  }
}
