package io.gistwire.server.webhook;

/** A webhook's address is not allowed, or not there; the message is for people. */
final class HookRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  HookRefusedException(String message) {
    super(message);
  }
}
