package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a builder is given and cannot use is told at once, in words of this SDK. */
class BuilderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "'', the token is empty",
    "'sec\nret', a line break as character 4 of 7",
    "'secret\n', a line break as character 7 of 7",
    "'sec ret', a space as character 4 of 7",
    "'s\u00e9cret', another sign as character 2 of 6"
  })
  void a_token_that_no_header_can_have_is_refused_without_showing_it(String token, String said) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> GistwireClient.builder().token(token))
            .getMessage();
    assertTrue(message.contains(said), message);
    assertFalse(message.contains("ret"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a b", "name:port"})
  void a_name_that_no_certificate_can_have_is_refused(String name) {
    assertThrows(IllegalArgumentException.class, () -> GistwireClient.builder().serverName(name));
  }

  @Test
  void files_that_are_no_certificates_and_keys_are_named_with_what_is_needed() throws Exception {
    TestCertificates.Pair pair = new TestCertificates(folder).valid("good");
    Path text = Files.writeString(folder.resolve("text.pem"), "hello\n");
    Path damaged =
        Files.writeString(
            folder.resolve("damaged.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    Path rsa = Files.writeString(folder.resolve("rsa.key"), "-----BEGIN RSA PRIVATE KEY-----\n");
    assertEquals(text + " has no certificate", whyNot(text, pair.certificate(), pair.key()));
    assertEquals(
        damaged + " has a certificate that cannot be read",
        whyNot(damaged, pair.certificate(), pair.key()));
    assertEquals(folder + " is a folder where a PEM file was expected", whyNot(folder, null, null));
    Path none = folder.resolve("none.pem");
    assertEquals(none + ": there is no such file", whyNot(none, null, null));
    assertEquals(text + " has no certificate", whyNot(null, text, pair.key()));
    assertEquals(text + " has no private key", whyNot(null, pair.certificate(), text));
    assertEquals(rsa + " has a key of another form", whyNot(null, pair.certificate(), rsa));
    builder(pair.certificate(), pair.certificate(), pair.key()).build().close();
  }

  private static ClientBuilder builder(Path trusted, Path certificate, Path key) {
    ClientBuilder builder = GistwireClient.builder().target("localhost:1").tls().volatileOutbox();
    if (trusted != null) {
      builder.trust(trusted.toFile());
    }
    return certificate == null ? builder : builder.certificate(certificate.toFile(), key.toFile());
  }

  /** The message up to its remedy. */
  private static String whyNot(Path trusted, Path certificate, Path key) {
    ClientBuilder builder = builder(trusted, certificate, key);
    return assertThrows(IOException.class, builder::build).getMessage().replaceAll(";.*", "");
  }
}
