package io.gistwire.server.auth;

/** How callers say who they are. */
public enum AuthMode {
  /** No caller is asked: every caller is the default tenant. For the loopback address. */
  NONE,
  /** A bearer token in the header {@code authorization}. */
  TOKEN,
  /**
   * A client certificate: its subject's O is the tenant, its CN the only source, or all sources
   * when it is {@code *}. A bearer token counts where there is one.
   */
  CERTIFICATE
}
