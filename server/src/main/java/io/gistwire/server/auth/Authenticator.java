package io.gistwire.server.auth;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.refusal.Refusal;
import io.grpc.Metadata;
import java.util.Optional;

/** Finds out who calls. Thread-safe; never touches the disk. */
public final class Authenticator {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final String BEARER = "bearer ";

  private final AuthMode mode;
  private final TokenStore tokens;

  /** With tokens of this store. */
  public Authenticator(AuthMode mode, TokenStore tokens) {
    this.mode = mode;
    this.tokens = tokens;
  }

  /**
   * The caller of a call.
   *
   * @param certificate of the client, if the transport has checked one
   * @throws Refusal {@code TOKEN_INVALID}
   */
  public Caller authenticate(Metadata headers, Optional<CertificateSubject> certificate) {
    String header = headers.get(AUTHORIZATION);
    if (mode == AuthMode.NONE) {
      return Caller.ANONYMOUS;
    }
    if (header == null && mode == AuthMode.CERTIFICATE && certificate.isPresent()) {
      return certificate.get().toCaller();
    }
    if (header == null) {
      throw refused("the call has no token");
    }
    if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw refused("the header authorization does not begin with 'Bearer '");
    }
    String secret = header.substring(BEARER.length()).trim();
    return tokens
        .find(secret, System.currentTimeMillis())
        .orElseThrow(() -> refused("the token is unknown, expired or revoked"));
  }

  private static Refusal refused(String seen) {
    return Refusal.of(
        ErrorReason.ERROR_REASON_TOKEN_INVALID,
        seen + "; send the header 'authorization: Bearer <secret>' with a good token");
  }
}
