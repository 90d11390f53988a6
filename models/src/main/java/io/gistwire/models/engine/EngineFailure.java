package io.gistwire.models.engine;

/** The model runtime failed: natives missing, network damaged, out of memory, device lost. */
public final class EngineFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what was tried, and what to do. */
  public EngineFailure(String message) {
    super(message);
  }

  /** As above, with what the runtime said. */
  public EngineFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
