package io.gistwire.server.app;

import io.gistwire.server.auth.AuthMode;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where a server may listen that asks nobody who they are. */
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
              + " listens beyond this machine, but gistwire.auth=none asks nobody who they are; set"
              + " gistwire.auth=token (docs/operations.md says how to make the first token), or"
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
