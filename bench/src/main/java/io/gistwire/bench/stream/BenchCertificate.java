package io.gistwire.bench.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A self-signed certificate for a server of one benchmark, made by the JDK's keytool: P-256, so
 * that the handshake is as small as a careful operator's.
 *
 * @param keyStore PKCS#12 with key and certificate
 * @param certificate the certificate in PEM, for the client to trust
 */
record BenchCertificate(Path keyStore, Path certificate) {
  static final String PASSWORD = "gistwire-bench";

  /** The name that the certificate has beside the loopback address. */
  static final String SERVER_NAME = "gistwire-bench";

  static BenchCertificate make(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("server.p12");
    Path pem = folder.resolve("server.pem");
    if (Files.exists(pem)) {
      return new BenchCertificate(store, pem); // the server is started again
    }
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-validity",
        "30",
        "-dname",
        "CN=" + SERVER_NAME,
        "-ext",
        "san=dns:" + SERVER_NAME + ",dns:localhost,ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString());
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "server",
        "-keystore",
        store.toString(),
        "-file",
        pem.toString());
    return new BenchCertificate(store, pem);
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD));
    Path log = Files.createTempFile("keytool", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.waitFor() != 0) {
      throw new IOException(
          "keytool failed: " + Files.readString(log, StandardCharsets.UTF_8).strip());
    }
    Files.delete(log);
  }

  /** Settings of a server that uses it. */
  List<String> serverSettings() {
    return List.of(
        "quarkus.grpc.server.ssl.key-store=" + keyStore.toAbsolutePath(),
        "quarkus.grpc.server.ssl.key-store-type=PKCS12",
        "quarkus.grpc.server.ssl.key-store-password=" + PASSWORD,
        "quarkus.grpc.server.plain-text=false");
  }
}
