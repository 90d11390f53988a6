package io.gistwire.server.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Finds out from the settings which files the ports' TLS is made of. */
public final class TlsSettings {
  /** Settings of the gRPC port. */
  public static final String GRPC = "quarkus.grpc.server.ssl.";

  private static final String HTTP = "quarkus.http.ssl.certificate.";

  /** With one of these the certificates come from elsewhere, or by older names of settings. */
  private static final List<String> LEFT_TO_QUARKUS =
      List.of(
          "quarkus.http.tls-configuration-name",
          HTTP + "credentials-provider",
          HTTP + "key-store-provider",
          HTTP + "trust-store-provider",
          HTTP + "key-store-key-alias",
          HTTP + "key-store-key-password");

  private TlsSettings() {}

  /**
   * Files of the gRPC port; empty without TLS.
   *
   * @throws IllegalStateException for settings that do not fit together
   */
  public static Optional<TlsFiles> grpc(Config config) {
    String hidden = GrpcTlsSettings.ALIAS;
    List<TlsFiles.Pem> pems =
        pems(
            GRPC + "certificate",
            one(config, hidden + "certificate"),
            GRPC + "key",
            one(config, hidden + "key"));
    Optional<TlsFiles.Store> keyStore =
        pems.isEmpty() ? store(config, hidden + "key-store", GRPC + "key-store") : Optional.empty();
    if (pems.isEmpty() && keyStore.isEmpty()) {
      requirePlaintext(config);
      return Optional.empty();
    }
    return Optional.of(
        new TlsFiles(
            "gRPC",
            pems,
            keyStore,
            store(config, hidden + "trust-store", GRPC + "trust-store").stream().toList()));
  }

  private static void requirePlaintext(Config config) {
    if ("false".equals(text(config, GrpcTlsSettings.PLAINTEXT_ALIAS).orElse("true"))) {
      throw new IllegalStateException(
          "quarkus.grpc.server.plain-text=false needs a certificate: set "
              + GRPC
              + "certificate and "
              + GRPC
              + "key, or "
              + GRPC
              + "key-store");
    }
  }

  /**
   * Files of the HTTP port; empty without TLS, and when another part of Quarkus holds its
   * certificates (the TLS registry, a provider of credentials): that one has its own reloading.
   *
   * @throws IllegalStateException for settings that do not fit together
   */
  public static Optional<TlsFiles> http(Config config) {
    if (LEFT_TO_QUARKUS.stream().anyMatch(name -> text(config, name).isPresent())) {
      return Optional.empty();
    }
    List<TlsFiles.Pem> pems =
        pems(
            HTTP + "files",
            list(config, HTTP + "files"),
            HTTP + "key-files",
            list(config, HTTP + "key-files"));
    Optional<TlsFiles.Store> keyStore =
        pems.isEmpty() ? store(config, HTTP + "key-store", HTTP + "key-store") : Optional.empty();
    if (pems.isEmpty() && keyStore.isEmpty()) {
      return Optional.empty();
    }
    List<TlsFiles.Store> trust = new ArrayList<>();
    store(config, HTTP + "trust-store", HTTP + "trust-store").ifPresent(trust::add);
    for (String file : list(config, HTTP + "trust-store-files")) {
      trust.add(
          new TlsFiles.Store(
              Path.of(file), TlsFiles.PEM, Optional.empty(), Optional.empty(), Optional.empty()));
    }
    return Optional.of(new TlsFiles("HTTP", pems, keyStore, trust));
  }

  private static List<TlsFiles.Pem> pems(
      String filesName, List<String> files, String keysName, List<String> keys) {
    if (files.size() != keys.size()) {
      throw new IllegalStateException(
          filesName
              + " and "
              + keysName
              + " go together; set both to as many files, or none: "
              + files.size()
              + " and "
              + keys.size()
              + " are set");
    }
    List<TlsFiles.Pem> pems = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      pems.add(new TlsFiles.Pem(Path.of(files.get(i)), Path.of(keys.get(i))));
    }
    return pems;
  }

  /**
   * A store.
   *
   * @param fileName setting of its file on the gRPC port; on the HTTP port {@code -file} is added
   * @param name beginning of its other settings
   */
  private static Optional<TlsFiles.Store> store(Config config, String fileName, String name) {
    boolean isHttp = name.startsWith(HTTP);
    Optional<String> file = text(config, fileName + (isHttp ? "-file" : ""));
    return file.map(
        path ->
            new TlsFiles.Store(
                Path.of(path),
                text(config, name + (isHttp ? "-file-type" : "-type"))
                    .orElseGet(() -> typeOf(path))
                    .toUpperCase(Locale.ROOT),
                text(config, name + "-password"),
                text(config, name + (name.equals(HTTP + "trust-store") ? "-cert-alias" : "-alias")),
                text(config, name + "-alias-password")));
  }

  private static String typeOf(String file) {
    boolean isPkcs12 = file.endsWith(".p12") || file.endsWith(".pkcs12") || file.endsWith(".pfx");
    return isPkcs12 ? "PKCS12" : "JKS";
  }

  private static List<String> one(Config config, String name) {
    return text(config, name).map(List::of).orElse(List.of());
  }

  private static List<String> list(Config config, String name) {
    return config.getOptionalValues(name, String.class).orElse(List.of());
  }

  private static Optional<String> text(Config config, String name) {
    return config.getOptionalValue(name, String.class);
  }
}
