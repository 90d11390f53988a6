package io.gistwire.client;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** Checks certificates and keys before a channel is made of them. Stateless. */
final class PemFiles {
  private static final long MAX_BYTES = 1 << 20;

  private PemFiles() {}

  /**
   * The file, if it has certificates.
   *
   * @throws IOException else; the message names the file and what is needed
   */
  static File requireCertificates(File file) throws IOException {
    byte[] bytes = read(file);
    String needed =
        "; certificates in PEM are needed, which begin with -----BEGIN CERTIFICATE-----";
    if (!text(bytes).contains("-----BEGIN CERTIFICATE-----")) {
      throw new IOException(file + " has no certificate" + needed);
    }
    try {
      CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
    } catch (CertificateException damaged) {
      throw new IOException(file + " has a certificate that cannot be read" + needed, damaged);
    }
    return file;
  }

  /**
   * The file, if it has a key that gRPC takes.
   *
   * @throws IOException else; the message names the file and what is needed
   */
  static File requireKey(File file) throws IOException {
    String text = text(read(file));
    if (!text.contains("-----BEGIN PRIVATE KEY-----")) {
      throw new IOException(
          file
              + (text.contains("PRIVATE KEY-----")
                  ? " has a key of another form"
                  : " has no private key")
              + "; an unencrypted PKCS#8 key in PEM is needed: openssl pkcs8 -topk8 -nocrypt -in "
              + file
              + " makes one of others");
    }
    return file;
  }

  private static byte[] read(File file) throws IOException {
    if (file.isDirectory()) {
      throw new IOException(file + " is a folder where a PEM file was expected");
    }
    if (file.length() > MAX_BYTES) {
      throw new IOException(
          file
              + " has "
              + file.length()
              + " bytes; a PEM file of at most "
              + MAX_BYTES
              + " is read");
    }
    try {
      return Files.readAllBytes(file.toPath());
    } catch (NoSuchFileException missing) {
      throw new IOException(file + ": there is no such file", missing);
    } catch (IOException unreadable) {
      throw new IOException(file + " may not be read", unreadable);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
