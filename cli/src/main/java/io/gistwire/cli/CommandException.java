package io.gistwire.cli;

/** A command cannot do what it was asked for: one line of what, one of what to do, an exit code. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String advice;
  private final int exitCode;

  CommandException(String what, String advice) {
    this(what, advice, 1, null);
  }

  CommandException(String what, String advice, int exitCode, Throwable cause) {
    super(what, cause);
    this.advice = advice;
    this.exitCode = exitCode;
  }

  /** What the user can do about it; may be empty. */
  String advice() {
    return advice;
  }

  int exitCode() {
    return exitCode;
  }
}
