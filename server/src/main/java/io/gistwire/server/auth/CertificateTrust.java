package io.gistwire.server.auth;

import java.security.cert.X509Certificate;
import java.util.List;

/** Whether the transport's authority still vouches for a client's certificate. Thread-safe. */
@FunctionalInterface
public interface CertificateTrust {
  /** Trusts what the transport has checked when the connection began. */
  CertificateTrust OF_TRANSPORT = chain -> true;

  /**
   * Answers from memory for a chain that it was asked about before.
   *
   * @param chain the client's certificate and its issuers
   */
  boolean isTrusted(List<X509Certificate> chain);
}
