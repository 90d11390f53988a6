package io.gistwire.models.manifest;

import org.jspecify.annotations.Nullable;

/**
 * A pack cannot be used: it is missing, damaged, or states something that PACK.md does not allow.
 * The message states what was seen, what is allowed and what to do.
 */
public final class PackException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With what was seen, what is allowed and what to do. */
  public PackException(String message) {
    super(message);
  }

  /** As above, with what caused it. */
  public PackException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
