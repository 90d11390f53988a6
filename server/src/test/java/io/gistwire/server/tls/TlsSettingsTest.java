package io.gistwire.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TlsSettingsTest {
  private static SmallRyeConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withInterceptors(new GrpcTlsSettings())
        .withSources(new PropertiesConfigSource(settings, "test", 100))
        .build();
  }

  private static TlsFiles.Store store(String file, String type, String alias) {
    return new TlsFiles.Store(
        Path.of(file), type, Optional.of("secret"), Optional.ofNullable(alias), Optional.empty());
  }

  @Test
  void quarkus_does_not_see_the_files_of_the_grpc_port_and_this_server_does() {
    SmallRyeConfig config =
        config(
            Map.of(
                "quarkus.grpc.server.plain-text", "false",
                "quarkus.grpc.server.ssl.key-store", "server.p12",
                "quarkus.grpc.server.ssl.key-store-password", "secret",
                "quarkus.grpc.server.ssl.key-store-alias", "server",
                "quarkus.grpc.server.ssl.trust-store", "clients",
                "quarkus.grpc.server.ssl.trust-store-type", "pkcs12",
                "quarkus.grpc.server.ssl.trust-store-password", "secret"));
    for (String hidden : List.of("certificate", "key", "key-store", "trust-store")) {
      assertEquals(
          Optional.empty(), config.getOptionalValue(TlsSettings.GRPC + hidden, String.class));
    }
    assertEquals("true", config.getValue("quarkus.grpc.server.plain-text", String.class));
    assertEquals(
        Optional.of(
            new TlsFiles(
                "gRPC",
                List.of(),
                Optional.of(store("server.p12", "PKCS12", "server")),
                List.of(store("clients", "PKCS12", null)))),
        TlsSettings.grpc(config));
    assertEquals(Optional.empty(), TlsSettings.http(config));
  }

  @Test
  void the_http_port_has_files_of_its_own() {
    SmallRyeConfig config =
        config(
            Map.of(
                "quarkus.http.ssl.certificate.files", "a.pem,b.pem",
                "quarkus.http.ssl.certificate.key-files", "a.key,b.key",
                "quarkus.http.ssl.certificate.trust-store-file", "clients.jks",
                "quarkus.http.ssl.certificate.trust-store-password", "secret"));
    TlsFiles files = TlsSettings.http(config).orElseThrow();
    assertEquals(
        List.of(
            new TlsFiles.Pem(Path.of("a.pem"), Path.of("a.key")),
            new TlsFiles.Pem(Path.of("b.pem"), Path.of("b.key"))),
        files.pems());
    assertEquals(List.of(store("clients.jks", "JKS", null)), files.trustStores());
    assertEquals(Optional.empty(), TlsSettings.grpc(config));
  }

  @Test
  void a_port_whose_certificates_come_from_elsewhere_is_left_alone() {
    SmallRyeConfig config =
        config(
            Map.of(
                "quarkus.http.tls-configuration-name", "mine",
                "quarkus.http.ssl.certificate.files", "a.pem",
                "quarkus.http.ssl.certificate.key-files", "a.key"));
    assertEquals(Optional.empty(), TlsSettings.http(config));
  }

  @Test
  void settings_that_do_not_fit_together_are_named() {
    SmallRyeConfig noKey = config(Map.of("quarkus.grpc.server.ssl.certificate", "a.pem"));
    String why =
        assertThrows(IllegalStateException.class, () -> TlsSettings.grpc(noKey)).getMessage();
    assertTrue(why.contains("quarkus.grpc.server.ssl.key"), why);
    SmallRyeConfig nothing = config(Map.of("quarkus.grpc.server.plain-text", "false"));
    why = assertThrows(IllegalStateException.class, () -> TlsSettings.grpc(nothing)).getMessage();
    assertTrue(why.contains("needs a certificate"), why);
  }
}
