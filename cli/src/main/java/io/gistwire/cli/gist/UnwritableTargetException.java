package io.gistwire.cli.gist;

/** A gist's file cannot be written; nothing is wrong with its photo. */
final class UnwritableTargetException extends Exception {
  private static final long serialVersionUID = 1L;

  UnwritableTargetException(String message) {
    super(message);
  }
}
