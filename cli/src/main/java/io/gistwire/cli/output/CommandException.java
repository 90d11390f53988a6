package io.gistwire.cli.output;

import org.jspecify.annotations.Nullable;

/** A command cannot do what it was asked for: one line of what, one of what to do, an exit code. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String advice;
  private final int exitCode;

  /**
   * Ends the command with exit code 1.
   *
   * @param what what was seen and what is allowed, without a full stop
   * @param advice what the user can do about it; may be empty
   */
  public CommandException(@Nullable String what, String advice) {
    this(what, advice, 1, null);
  }

  /** As above, with an exit code from 1 to 125 and what caused it, which may be null. */
  public CommandException(
      @Nullable String what, String advice, int exitCode, @Nullable Throwable cause) {
    super(what, cause);
    this.advice = advice;
    this.exitCode = exitCode;
  }

  /** What the user can do about it; may be empty. */
  public String advice() {
    return advice;
  }

  /** The process's exit code. */
  public int exitCode() {
    return exitCode;
  }
}
