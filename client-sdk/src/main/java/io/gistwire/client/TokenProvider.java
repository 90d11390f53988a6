package io.gistwire.client;

import java.io.IOException;

/** Gives the bearer token of each call. Called on a thread of the client's; may do I/O. */
@FunctionalInterface
public interface TokenProvider {
  /** A token that is valid now, without "Bearer ". */
  String token() throws IOException;
}
