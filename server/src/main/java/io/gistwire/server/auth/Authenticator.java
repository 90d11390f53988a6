package io.gistwire.server.auth;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.refusal.Refusal;
import io.grpc.Attributes;
import io.grpc.Metadata;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.LongPredicate;

/** Finds out who calls. Thread-safe; never touches the disk. */
public final class Authenticator {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final String BEARER = "bearer ";

  private final AuthMode mode;
  private final TokenStore tokens;
  private final CertificateTrust trust;

  /** With tokens of this store, and certificates as the transport trusts them. */
  public Authenticator(AuthMode mode, TokenStore tokens) {
    this(mode, tokens, CertificateTrust.OF_TRANSPORT);
  }

  /**
   * With tokens of this store.
   *
   * @param trust of client certificates, asked again while calls run
   */
  public Authenticator(AuthMode mode, TokenStore tokens, CertificateTrust trust) {
    this.mode = mode;
    this.tokens = tokens;
    this.trust = trust;
  }

  /**
   * The caller of a request that was received over HTTP, before a call is made of it.
   *
   * @throws Refusal {@code TOKEN_INVALID}
   */
  public Caller ofHttp(Metadata headers) {
    return authenticate(headers, ClientCertificates.of(Attributes.EMPTY, headers)).caller();
  }

  /**
   * The caller of a call.
   *
   * @throws Refusal {@code TOKEN_INVALID}
   */
  LiveCalls.Authority authenticate(Metadata headers, ClientCertificates certificates) {
    LiveCalls.Authority authority = ofHeaders(headers, certificates);
    if (certificates.chain().isEmpty()) {
      return authority;
    }
    LongPredicate holds =
        now ->
            authority.holds().test(now)
                && trust.isTrusted(certificates.port(), certificates.chain());
    if (!holds.test(System.currentTimeMillis())) {
      throw Refusal.of(
          ErrorReason.ERROR_REASON_TOKEN_INVALID,
          "the client's certificate "
              + Refusal.shown(certificates.chain().get(0).getSubjectX500Principal().getName())
              + " has expired or is no longer trusted; connect with a new one");
    }
    return new LiveCalls.Authority(authority.caller(), holds);
  }

  private LiveCalls.Authority ofHeaders(Metadata headers, ClientCertificates certificates) {
    String header = headers.get(AUTHORIZATION);
    if (mode == AuthMode.NONE) {
      return new LiveCalls.Authority(Caller.ANONYMOUS, now -> true);
    }
    if (header == null && mode == AuthMode.CERTIFICATE && !certificates.chain().isEmpty()) {
      X509Certificate own = certificates.chain().get(0);
      Optional<CertificateSubject> subject = CertificateSubject.of(own);
      if (subject.isPresent()) {
        long endMillis = own.getNotAfter().getTime();
        return new LiveCalls.Authority(subject.get().toCaller(), now -> now <= endMillis);
      }
    }
    Caller caller = ofHeader(Optional.ofNullable(header), System.currentTimeMillis());
    return new LiveCalls.Authority(caller, now -> tokens.isGood(caller, now));
  }

  /**
   * The caller of a request with this header {@code authorization}; everybody without
   * authentication.
   *
   * @throws Refusal {@code TOKEN_INVALID}
   */
  public Caller ofHeader(Optional<String> authorization, long nowMillis) {
    if (mode == AuthMode.NONE) {
      return Caller.ANONYMOUS;
    }
    String header = authorization.orElseThrow(() -> refused("the call has no token"));
    if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw refused("the header authorization does not begin with 'Bearer '");
    }
    String secret = header.substring(BEARER.length()).trim();
    return tokens
        .find(secret, nowMillis)
        .orElseThrow(() -> refused("the token is unknown, expired or revoked"));
  }

  private static Refusal refused(String seen) {
    return Refusal.of(
        ErrorReason.ERROR_REASON_TOKEN_INVALID,
        seen + "; send the header 'authorization: Bearer <secret>' with a good token");
  }
}
