package io.gistwire.server.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Makes keys and certificates for tests, with the JDK's keytool. */
public final class Certificates {
  /** Of every store. */
  public static final String PASSWORD = "changeit";

  private final Path folder;

  /** Keeps its files in a folder. */
  public Certificates(Path folder) {
    this.folder = folder;
  }

  /** An authority; its key store is {@code NAME.p12}, its certificate {@code NAME.pem}. */
  public void authority(String name) throws Exception {
    generate(name, "CN=" + name, "-ext", "bc:c");
    pem(name);
  }

  /** A certificate of an authority, as {@code NAME.pem} and {@code NAME.key}. */
  public void signed(String name, String subject, String authority, String... extensions)
      throws Exception {
    generate(name, subject);
    Path request = folder.resolve(name + ".csr");
    keytool(name, "-certreq", "-alias", name, "-file", request.toString());
    Path signed = folder.resolve(name + ".crt");
    List<String> sign =
        new ArrayList<>(
            List.of("-gencert", "-alias", authority, "-infile", request.toString(), "-outfile"));
    sign.add(signed.toString());
    sign.addAll(List.of("-validity", "2"));
    sign.addAll(Arrays.asList(extensions));
    keytool(authority, sign.toArray(String[]::new));
    String issuer = folder.resolve(authority + ".pem").toString();
    keytool(name, "-importcert", "-alias", authority, "-noprompt", "-file", issuer);
    keytool(name, "-importcert", "-alias", name, "-noprompt", "-file", signed.toString());
    pem(name);
  }

  /** A key store that holds the certificate of an authority: whom a server trusts. */
  public Path trustStore(String authority) throws Exception {
    Path store = folder.resolve(authority + "-trust.p12");
    String certificate = folder.resolve(authority + ".pem").toString();
    keytool(authority + "-trust", "-importcert", "-alias", "ca", "-noprompt", "-file", certificate);
    return store;
  }

  /** The chain of a name in PEM. */
  public Path certificate(String name) {
    return folder.resolve(name + ".pem");
  }

  /** The key of a name in PEM. */
  public Path key(String name) {
    return folder.resolve(name + ".key");
  }

  private void generate(String name, String subject, String... extensions) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname"));
    arguments.addAll(List.of("secp256r1", "-dname", subject, "-validity", "2"));
    arguments.addAll(Arrays.asList(extensions));
    keytool(name, arguments.toArray(String[]::new));
  }

  private void keytool(String store, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore"));
    command.add(folder.resolve(store + ".p12").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed: " + said);
    }
  }

  private void pem(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    StringBuilder chain = new StringBuilder();
    for (Certificate certificate : store.getCertificateChain(name)) {
      chain.append(block("CERTIFICATE", certificate.getEncoded()));
    }
    Files.writeString(certificate(name), chain);
    byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
    Files.writeString(key(name), block("PRIVATE KEY", key));
  }

  private static String block(String what, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }
}
