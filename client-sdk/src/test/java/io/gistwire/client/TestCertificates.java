package io.gistwire.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Self-signed certificates, made by the JDK's keytool. */
final class TestCertificates {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path folder;

  TestCertificates(Path folder) {
    this.folder = folder;
  }

  /** Certificate and key as PEM files. */
  record Pair(Path certificate, Path key) {}

  /** Valid now, for localhost. */
  Pair valid(String name) throws Exception {
    return make(name, "san=dns:localhost,ip:127.0.0.1", "-1d", 30);
  }

  /** Signed by {@link #authority}; its time is over. */
  Pair expired() throws Exception {
    authority();
    make("expired", "san=dns:localhost,ip:127.0.0.1", "-1d", 30);
    Path request = folder.resolve("expired.csr");
    Path signed = folder.resolve("expired.signed");
    keytool("expired", "-certreq", "-alias", "it", "-file", request.toString());
    keytool(
        "authority",
        "-gencert",
        "-alias",
        "it",
        "-rfc",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-startdate",
        "-30d",
        "-validity",
        "10",
        "-infile",
        request.toString(),
        "-outfile",
        signed.toString());
    return new Pair(signed, folder.resolve("expired.key"));
  }

  /** The certificate of an authority. */
  Path authority() throws Exception {
    Path certificate = folder.resolve("authority.crt");
    if (!Files.exists(certificate)) {
      make("authority", "bc:c", "-60d", 90);
    }
    return certificate;
  }

  Pair of(String san) throws Exception {
    return make("other", "san=" + san, "-1d", 30);
  }

  private Pair make(String name, String extension, String start, int days) throws Exception {
    Path store = folder.resolve(name + ".p12");
    keytool(
        name,
        "-genkeypair",
        "-alias",
        "it",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=" + name,
        "-ext",
        extension,
        "-startdate",
        start,
        "-validity",
        String.valueOf(days));
    return export(name, store);
  }

  private void keytool(String name, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
    command.addAll(List.of("-keystore", folder.resolve(name + ".p12").toString()));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  private Pair export(String name, Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    Path certificate = folder.resolve(name + ".crt");
    Path key = folder.resolve(name + ".key");
    write(certificate, "CERTIFICATE", store.getCertificate("it").getEncoded());
    write(key, "PRIVATE KEY", store.getKey("it", PASSWORD).getEncoded());
    return new Pair(certificate, key);
  }

  private static void write(Path file, String kind, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }
}
