package io.gistwire.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads chains and keys in PEM. */
final class PemKeys {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  private PemKeys() {}

  /**
   * A key store without a password, one entry for each pair of files.
   *
   * @throws IOException with a sentence for people
   */
  static KeyStore store(List<TlsFiles.Pem> pems, Map<Path, byte[]> contents) throws IOException {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      int count = 0;
      for (TlsFiles.Pem pem : pems) {
        Certificate[] chain = chain(pem.certificate(), contents.get(pem.certificate()));
        PrivateKey key = key(pem.key(), contents.get(pem.key()));
        keys.setKeyEntry("pem" + count++, key, new char[0], chain);
      }
      return keys;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates cannot be used: " + e.getMessage(), e);
    }
  }

  static Certificate[] chain(Path file, byte[] pem) throws IOException {
    Collection<? extends Certificate> chain;
    try {
      chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the certificate " + file + " cannot be used: " + e.getMessage() + "; PEM is needed", e);
    }
    if (chain.isEmpty()) {
      throw new IOException("the certificate " + file + " cannot be used: it has no certificate");
    }
    return chain.toArray(Certificate[]::new);
  }

  private static PrivateKey key(Path file, byte[] pem) throws IOException {
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw unusable(file);
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end).strip());
    } catch (IllegalArgumentException e) {
      throw unusable(file);
    }
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException next) {
        continue;
      } catch (GeneralSecurityException e) {
        throw new IOException("the key " + file + " cannot be used: " + e.getMessage(), e);
      }
    }
    throw unusable(file);
  }

  private static IOException unusable(Path file) {
    return new IOException(
        "the key "
            + file
            + " cannot be used; an unencrypted PKCS #8 key in PEM is needed"
            + " (openssl pkcs8 -topk8 -nocrypt)");
  }
}
