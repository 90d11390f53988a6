package io.gistwire.codec;

/**
 * A photo cannot be encoded: its bytes are no readable picture, or it is beyond the encoder's
 * limits.
 */
public final class UnreadablePhotoException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The message states what was seen, what is allowed and what to do. */
  public UnreadablePhotoException(String message) {
    super(message);
  }

  /** As above, with what the picture reader said. */
  public UnreadablePhotoException(String message, Throwable cause) {
    super(message, cause);
  }
}
