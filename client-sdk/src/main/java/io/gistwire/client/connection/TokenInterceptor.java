package io.gistwire.client.connection;

import io.gistwire.client.TokenProvider;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.Executor;

/** Puts a fresh bearer token on every call; the provider runs on gRPC's executor. */
final class TokenInterceptor implements ClientInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final CallCredentials credentials;

  TokenInterceptor(TokenProvider provider) {
    this.credentials = new BearerCredentials(provider);
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return next.newCall(method, options.withCallCredentials(credentials));
  }

  /** Marks a failure of the token provider among the causes of a status. */
  private static final class TokenException extends IOException {
    private static final long serialVersionUID = 1L;

    TokenException(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }

  private static final class BearerCredentials extends CallCredentials {
    private final TokenProvider provider;

    BearerCredentials(TokenProvider provider) {
      this.provider = provider;
    }

    @Override
    public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
      executor.execute(
          () -> {
            try {
              Metadata headers = new Metadata();
              headers.put(AUTHORIZATION, "Bearer " + BearerToken.checked(provider.token().trim()));
              applier.apply(headers);
            } catch (IOException | RuntimeException e) {
              applier.fail(
                  Status.UNAVAILABLE
                      .withDescription("no token could be had: " + e.getMessage())
                      .withCause(new TokenException(e)));
            }
          });
    }
  }
}
