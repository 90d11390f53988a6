package io.gistwire.server.app;

import io.gistwire.server.auth.CertificateTrust;
import io.gistwire.server.auth.LiveCalls;
import io.gistwire.server.tls.ReloadedTls;
import io.gistwire.server.tls.TlsSettings;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * TLS of both ports by certificates that are read again while the server runs. Calls of a client
 * whose certificate is no longer trusted end with the refresh that finds so.
 */
@Singleton
class PortCertificates implements HttpServerOptionsCustomizer, CertificateTrust {
  private static final Logger LOG = Logger.getLogger(PortCertificates.class);

  private final Optional<ReloadedTls> grpc;
  private final Optional<ReloadedTls> http;
  private final long periodMillis;

  @Inject
  PortCertificates(Config all, GistwireConfig settings) {
    grpc = TlsSettings.grpc(all).map(ReloadedTls::new);
    http = TlsSettings.http(all).map(ReloadedTls::new);
    periodMillis = settings.tls().reloadPeriod().toMillis();
    if (periodMillis < 1) {
      throw new IllegalArgumentException(
          "gistwire.tls.reload-period=" + settings.tls().reloadPeriod() + "; above 0 is needed");
    }
  }

  /** Whether the gRPC port needs TLS. */
  boolean isGrpcTls() {
    return grpc.isPresent();
  }

  /** TLS of the gRPC port; empty for plaintext. */
  Optional<SslContext> grpcContext(GrpcServerConfiguration.SslServerConfig settings) {
    return grpc.map(tls -> context(tls, settings));
  }

  private static SslContext context(
      ReloadedTls tls, GrpcServerConfiguration.SslServerConfig settings) {
    ClientAuth clientAuth =
        switch (settings.clientAuth()) {
          case NONE -> ClientAuth.NONE;
          case REQUEST -> ClientAuth.OPTIONAL;
          case REQUIRED -> ClientAuth.REQUIRE;
        };
    SslContextBuilder builder =
        GrpcSslContexts.configure(SslContextBuilder.forServer(tls.keys()), SslProvider.JDK)
            .trustManager(tls.trust())
            .clientAuth(clientAuth)
            .protocols(settings.protocols());
    settings.cipherSuites().ifPresent(builder::ciphers);
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("the gRPC port cannot use TLS: " + e.getMessage(), e);
    }
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    http.ifPresent(
        tls -> {
          options.setKeyCertOptions(KeyCertOptions.wrap(tls.keys()));
          if (options.getTrustOptions() != null) {
            options.setTrustOptions(TrustOptions.wrap(tls.trust()));
          }
        });
  }

  @Override
  public boolean isTrusted(Port port, List<X509Certificate> chain) {
    return (port == Port.GRPC ? grpc : http).map(tls -> tls.isTrusted(chain)).orElse(true);
  }

  /** Reads the files again and again, on a thread of its own: a disk may be slow. */
  void watch(LiveCalls live) {
    List<ReloadedTls> ports = Stream.of(grpc, http).flatMap(Optional::stream).toList();
    if (ports.isEmpty()) {
      return;
    }
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread daemon = new Thread(task, "certificates");
              daemon.setDaemon(true);
              return daemon;
            });
    thread.scheduleWithFixedDelay(
        () -> refresh(ports, live), periodMillis, periodMillis, TimeUnit.MILLISECONDS);
  }

  private static void refresh(List<ReloadedTls> ports, LiveCalls live) {
    try {
      boolean isChanged = false;
      for (ReloadedTls port : ports) {
        isChanged |= port.refresh();
      }
      if (isChanged) {
        int ended = live.endVoid(System.currentTimeMillis());
        if (ended > 0) {
          LOG.infof("%d calls ended with the trust in their client's certificate", ended);
        }
      }
    } catch (RuntimeException e) {
      LOG.error("the certificates could not be read again; it is tried again", e);
    }
  }
}
