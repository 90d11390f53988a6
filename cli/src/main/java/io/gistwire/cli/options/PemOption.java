package io.gistwire.cli.options;

import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/**
 * Checks files of certificates and keys before they are used, with the option's name. Stateless.
 */
final class PemOption {
  private static final int MAX_BYTES = 1 << 20;

  private PemOption() {}

  static void checkCertificates(String option, Path file) {
    byte[] bytes = read(option, file);
    try {
      boolean isPem = text(bytes).contains("-----BEGIN CERTIFICATE-----");
      if (isPem) {
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes));
        return;
      }
      throw wrong(
          option + " " + file + " has no certificate in PEM",
          "Such a file begins with -----BEGIN CERTIFICATE-----.",
          null);
    } catch (CertificateException damaged) {
      throw wrong(
          option + " " + file + " has a certificate that cannot be read",
          "Export it again as PEM.",
          damaged);
    }
  }

  static void checkKey(String option, Path file) {
    String text = text(read(option, file));
    if (!text.contains("-----BEGIN PRIVATE KEY-----")) {
      boolean isOther = text.contains("PRIVATE KEY-----");
      throw wrong(
          option
              + " "
              + file
              + (isOther
                  ? " has a key in another form than unencrypted PKCS#8"
                  : " has no private key in PEM"),
          isOther
              ? "Convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW"
              : "Such a file begins with -----BEGIN PRIVATE KEY-----.",
          null);
    }
  }

  private static byte[] read(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw wrong(option + " " + file + " is a folder", "Name a PEM file.", null);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw wrong(
            option + " " + file + " has more than " + MAX_BYTES + " bytes",
            "Name a PEM file.",
            null);
      }
      return bytes;
    } catch (IOException unreadable) {
      throw wrong(
          option + " " + file + ": " + Reason.of(unreadable), "Name a PEM file.", unreadable);
    }
  }

  private static CommandException wrong(String what, String advice, Throwable cause) {
    return new CommandException(what, advice, 2, cause);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
