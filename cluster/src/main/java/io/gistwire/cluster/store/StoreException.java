package io.gistwire.cluster.store;

import java.io.IOException;

/**
 * OpenSearch did not answer, or answered that it cannot do this now. The same may be tried again.
 */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** An answer that means try again. */
  public StoreException(int status, String message) {
    super(message);
    this.status = status;
  }

  StoreException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
  }

  /** HTTP status, or 0 when there was no answer. */
  public int status() {
    return status;
  }

  /** True when OpenSearch is overloaded. */
  public boolean isOverload() {
    return status == 429;
  }
}
