package io.gistwire.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What the files of one port hold at one time: keys that belong to their certificates, and whom the
 * server trusts. Immutable.
 *
 * @param keys of the server
 * @param trust of clients
 * @param certificates the server's own, the first of each chain
 */
record TlsMaterial(
    X509ExtendedKeyManager keys,
    X509ExtendedTrustManager trust,
    List<X509Certificate> certificates) {
  private static final byte[] PROBE = "gistwire".getBytes(StandardCharsets.UTF_8);
  private static final Map<String, String> SIGNATURES =
      Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");

  /**
   * Makes it of the files' contents.
   *
   * @throws IOException with a sentence for people when they are of no use
   */
  static TlsMaterial of(TlsFiles files, Map<Path, byte[]> contents) throws IOException {
    Optional<TlsFiles.Store> keyStore = files.keyStore();
    KeyStore keys;
    char[] password;
    if (keyStore.isPresent()) {
      TlsFiles.Store store = keyStore.get();
      password = password(store.aliasPassword().or(store::password));
      keys = only(load(store, contents, "key store"), store, password);
    } else {
      password = new char[0];
      keys = PemKeys.store(files.pems(), contents);
    }
    try {
      List<X509Certificate> own = own(keys, password);
      KeyManagerFactory keyFactory = KeyManagerFactory.getInstance("PKIX");
      keyFactory.init(keys, password);
      TrustManagerFactory trustFactory = TrustManagerFactory.getInstance("PKIX");
      trustFactory.init(files.trustStores().isEmpty() ? null : trusted(files, contents));
      return new TlsMaterial(keyManager(keyFactory), trustManager(trustFactory), own);
    } catch (GeneralSecurityException e) {
      throw new IOException("the key cannot be used: " + e.getMessage(), e);
    }
  }

  private static KeyStore load(TlsFiles.Store store, Map<Path, byte[]> contents, String what)
      throws IOException {
    try {
      KeyStore keys = KeyStore.getInstance(store.type());
      char[] password = store.password().map(String::toCharArray).orElse(null);
      keys.load(new ByteArrayInputStream(contents.get(store.file())), password);
      return keys;
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          "the "
              + what
              + " "
              + store.file()
              + " cannot be used as "
              + store.type()
              + ": "
              + e.getMessage()
              + "; look at its settings -type and -password",
          e);
    }
  }

  /** The certificates of all trust stores in one. */
  private static KeyStore trusted(TlsFiles files, Map<Path, byte[]> contents)
      throws IOException, GeneralSecurityException {
    KeyStore all = KeyStore.getInstance("PKCS12");
    all.load(null, null);
    int count = 0;
    for (TlsFiles.Store store : files.trustStores()) {
      List<Certificate> authorities = authorities(store, contents);
      if (authorities.isEmpty()) {
        throw new IOException("the trust store " + store.file() + " has no certificate to trust");
      }
      for (Certificate authority : authorities) {
        all.setCertificateEntry("authority" + count++, authority);
      }
    }
    return all;
  }

  private static List<Certificate> authorities(TlsFiles.Store store, Map<Path, byte[]> contents)
      throws IOException, GeneralSecurityException {
    if (store.type().equals(TlsFiles.PEM)) {
      return List.of(PemKeys.chain(store.file(), contents.get(store.file())));
    }
    KeyStore keys = load(store, contents, "trust store");
    List<Certificate> authorities = new ArrayList<>();
    for (String alias : Collections.list(keys.aliases())) {
      boolean isMeant = store.alias().isEmpty() || store.alias().get().equals(alias);
      if (isMeant && keys.isCertificateEntry(alias)) {
        authorities.add(keys.getCertificate(alias));
      }
    }
    return authorities;
  }

  /** The entry that is named; all of them without a name. */
  private static KeyStore only(KeyStore all, TlsFiles.Store store, char[] password)
      throws IOException {
    if (store.alias().isEmpty()) {
      return all;
    }
    String alias = store.alias().get();
    try {
      Key key = all.getKey(alias, password);
      if (key == null) {
        throw new IOException("the key store " + store.file() + " has no key " + alias);
      }
      KeyStore one = KeyStore.getInstance("PKCS12");
      one.load(null, null);
      one.setKeyEntry(alias, key, password, all.getCertificateChain(alias));
      return one;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the key " + alias + " of " + store.file() + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> own(KeyStore keys, char[] password)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> own = new ArrayList<>();
    for (String alias : Collections.list(keys.aliases())) {
      if (keys.isKeyEntry(alias)
          && keys.getKey(alias, password) instanceof PrivateKey key
          && keys.getCertificate(alias) instanceof X509Certificate certificate) {
        requireFit(key, certificate);
        own.add(certificate);
      }
    }
    if (own.isEmpty()) {
      throw new IOException("the key store has no key with a certificate");
    }
    return List.copyOf(own);
  }

  private static void requireFit(PrivateKey key, X509Certificate certificate) throws IOException {
    PublicKey opposite = certificate.getPublicKey();
    String signature = SIGNATURES.get(key.getAlgorithm());
    boolean fits = key.getAlgorithm().equals(opposite.getAlgorithm());
    if (fits && signature != null) {
      try {
        Signature signer = Signature.getInstance(signature);
        signer.initSign(key);
        signer.update(PROBE);
        byte[] signed = signer.sign();
        signer.initVerify(opposite);
        signer.update(PROBE);
        fits = signer.verify(signed);
      } catch (GeneralSecurityException e) {
        fits = false;
      }
    }
    if (!fits) {
      throw new IOException(
          "the key does not belong to the certificate "
              + certificate.getSubjectX500Principal().getName());
    }
  }

  private static X509ExtendedKeyManager keyManager(KeyManagerFactory factory)
      throws GeneralSecurityException {
    for (KeyManager manager : factory.getKeyManagers()) {
      if (manager instanceof X509ExtendedKeyManager keys) {
        return keys;
      }
    }
    throw new GeneralSecurityException("this JVM has no key manager for X.509");
  }

  private static X509ExtendedTrustManager trustManager(TrustManagerFactory factory)
      throws GeneralSecurityException {
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager trust) {
        return trust;
      }
    }
    throw new GeneralSecurityException("this JVM has no trust manager for X.509");
  }

  private static char[] password(Optional<String> password) {
    return password.map(String::toCharArray).orElse(new char[0]);
  }

  /**
   * Whether its own certificates are valid at a time.
   *
   * @param nowMillis UTC
   */
  boolean isValid(long nowMillis) {
    return certificates.stream()
        .allMatch(
            c -> nowMillis >= c.getNotBefore().getTime() && nowMillis <= c.getNotAfter().getTime());
  }

  /** For the log: subjects and ends. */
  String describe() {
    return certificates.stream()
        .map(
            c ->
                c.getSubjectX500Principal().getName()
                    + ", serial "
                    + c.getSerialNumber().toString(16)
                    + ", valid until "
                    + c.getNotAfter().toInstant())
        .reduce((a, b) -> a + "; " + b)
        .orElse("none");
  }

  /** Whether a client's chain leads to an authority that is trusted, now. */
  boolean trusts(List<X509Certificate> chain) {
    try {
      X509Certificate[] certificates = chain.toArray(X509Certificate[]::new);
      trust.checkClientTrusted(certificates, certificates[0].getPublicKey().getAlgorithm());
      return true;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
