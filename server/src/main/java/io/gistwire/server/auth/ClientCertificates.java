package io.gistwire.server.auth;

import io.gistwire.server.connect.PeerHandover;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What a client showed of itself when it connected.
 *
 * @param chain its certificate and the issuers, as the transport has checked them; empty without
 */
record ClientCertificates(CertificateTrust.Port port, List<X509Certificate> chain) {
  /**
   * Those of a call.
   *
   * @param transport attributes of the call; empty for one that comes over HTTP
   */
  static ClientCertificates of(Attributes transport, Metadata headers) {
    Optional<PeerHandover.Peer> http = PeerHandover.get(headers);
    return http.isPresent()
        ? new ClientCertificates(
            CertificateTrust.Port.HTTP, chain(http.get().sslSession().orElse(null)))
        : new ClientCertificates(
            CertificateTrust.Port.GRPC, chain(transport.get(Grpc.TRANSPORT_ATTR_SSL_SESSION)));
  }

  private static List<X509Certificate> chain(SSLSession sessionOrNull) {
    if (sessionOrNull == null) {
      return List.of();
    }
    try {
      return Arrays.stream(sessionOrNull.getPeerCertificates())
          .filter(X509Certificate.class::isInstance)
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
  }
}
