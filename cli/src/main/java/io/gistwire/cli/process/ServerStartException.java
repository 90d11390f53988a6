package io.gistwire.cli.process;

import java.io.IOException;

/** The server could not be started; the message has what it last said. */
public final class ServerStartException extends IOException {
  private static final long serialVersionUID = 1L;

  ServerStartException(String message) {
    super(message);
  }
}
