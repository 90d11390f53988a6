package io.gistwire.server.app;

import io.netty.handler.ssl.SslContextBuilder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * What would keep the server from listening, found before anything is opened: where it may listen,
 * whether its ports are free, and whether its certificates can be read. Each failure is one
 * sentence.
 */
@Singleton
class StartChecks {
  private static final String GRPC = "quarkus.grpc.server";
  private static final String HTTP = "quarkus.http";
  private static final Map<String, String> NAMES = Map.of(GRPC, "gRPC", HTTP, "HTTP");

  @Inject
  StartChecks(GistwireConfig settings, Config all) {
    for (String prefix : NAMES.keySet().stream().sorted().toList()) {
      String host = all.getValue(prefix + ".host", String.class);
      ListeningRule.check(
          prefix + ".host", host, settings.auth(), settings.allowUnauthenticatedNetwork());
      checkFree(
          NAMES.get(prefix), prefix + ".port", host, all.getValue(prefix + ".port", Integer.class));
    }
    checkCertificate(all);
    checkStore(all, "key-store");
    checkStore(all, "trust-store");
  }

  static void checkFree(String what, String setting, String host, int port) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IllegalStateException(
          "the " + what + " server cannot listen: the host " + host + " is unknown");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the "
              + what
              + " server cannot listen on "
              + host
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "); stop the process that has the port, or set "
              + setting
              + " to another one, 0 for a free one",
          e);
    }
  }

  private static void checkCertificate(Config all) {
    Optional<String> certificate = ssl(all, "certificate");
    Optional<String> key = ssl(all, "key");
    if (certificate.isEmpty() && key.isEmpty()) {
      return;
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new IllegalStateException(
          GRPC + ".ssl.certificate and " + GRPC + ".ssl.key go together; set both or none");
    }
    try {
      SslContextBuilder.forServer(new File(certificate.get()), new File(key.get())).build();
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "the certificate "
              + certificate.get()
              + " with the key "
              + key.get()
              + " cannot be used: "
              + deepest(e)
              + "; a PEM chain and an unencrypted PKCS #8 key in PEM are needed",
          e);
    }
  }

  private static void checkStore(Config all, String kind) {
    Optional<String> file = ssl(all, kind);
    if (file.isEmpty()) {
      return;
    }
    String type = ssl(all, kind + "-type").orElse(isPkcs12(file.get()) ? "pkcs12" : "jks");
    char[] password = ssl(all, kind + "-password").map(String::toCharArray).orElse(null);
    try (InputStream stream = Files.newInputStream(Path.of(file.get()))) {
      KeyStore.getInstance(type).load(stream, password);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(
          "the "
              + kind.replace('-', ' ')
              + " "
              + file.get()
              + " cannot be used: "
              + deepest(e)
              + "; look at "
              + GRPC
              + ".ssl."
              + kind
              + "-type and -password",
          e);
    }
  }

  private static boolean isPkcs12(String file) {
    return file.endsWith(".p12") || file.endsWith(".pkcs12") || file.endsWith(".pfx");
  }

  private static Optional<String> ssl(Config all, String name) {
    return all.getOptionalValue(GRPC + ".ssl." + name, String.class);
  }

  private static String deepest(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest instanceof java.nio.file.NoSuchFileException
            || deepest instanceof java.io.FileNotFoundException
        ? "there is no such file, or it may not be read"
        : String.valueOf(deepest.getMessage());
  }
}
