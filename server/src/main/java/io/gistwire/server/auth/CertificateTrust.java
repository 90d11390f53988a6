package io.gistwire.server.auth;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Whether a port's authorities still vouch for a client's certificate. A handshake has checked it
 * once; authorities change while connections live on, and resumed ones check nothing. Thread-safe.
 */
@FunctionalInterface
public interface CertificateTrust {
  /** Trusts what the transport has checked when the connection began. */
  CertificateTrust OF_TRANSPORT = (port, chain) -> true;

  /** Where a client connects to. */
  enum Port {
    /** The port for gRPC. */
    GRPC,
    /** The port for HTTP. */
    HTTP
  }

  /**
   * Answers from memory for a chain that it was asked about before.
   *
   * @param chain the client's certificate and its issuers, not empty
   */
  boolean isTrusted(Port port, List<X509Certificate> chain);
}
