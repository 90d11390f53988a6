package io.gistwire.server.app;

import io.gistwire.server.auth.AuthMode;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where a server may listen that authenticates no caller. */
final class ListeningRule {
  private ListeningRule() {}

  /**
   * Refuses to listen beyond the loopback address without authentication, unless told so.
   *
   * @throws IllegalStateException with what to set
   */
  static void check(String setting, String host, AuthMode mode, boolean isAllowed) {
    if (mode == AuthMode.NONE && !isAllowed && !isLoopback(host)) {
      throw new IllegalStateException(
          setting
              + "="
              + host
              + " listens beyond this machine, but gistwire.auth=none authenticates no caller; set"
              + " gistwire.auth=token (docs/operations.md states how to make the first token), or"
              + " gistwire.allow-unauthenticated-network=true if the network itself is closed");
    }
  }

  static boolean isLoopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
