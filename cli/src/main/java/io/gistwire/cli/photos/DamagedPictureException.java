package io.gistwire.cli.photos;

import java.io.IOException;

/** One picture of a stream is damaged; the next call continues with the picture after it. */
public final class DamagedPictureException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The message states what was seen and what is allowed. */
  public DamagedPictureException(String message) {
    super(message);
  }

  /** As above, with its cause. */
  public DamagedPictureException(String message, Throwable cause) {
    super(message, cause);
  }
}
