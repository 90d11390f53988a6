package io.gistwire.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.server.packaged.Certificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handshakes with certificates that change. */
class ReloadedTlsTest {
  @TempDir static Path made;
  private static Certificates certificates;

  @TempDir Path used;
  private Path chain;
  private Path key;
  private Path trust;

  @BeforeAll
  static void make() throws Exception {
    certificates = new Certificates(made);
    certificates.authority("site");
    certificates.authority("devices");
    certificates.authority("strangers");
    certificates.signed("first", "CN=first", "site");
    certificates.signed("second", "CN=second", "site");
    certificates.signed("device", "CN=device,O=acme", "devices");
    certificates.trustStore("devices");
    certificates.trustStore("strangers");
  }

  @BeforeEach
  void useTheFirst() throws Exception {
    chain = used.resolve("chain.pem");
    key = used.resolve("key.pem");
    trust = used.resolve("trust.p12");
    use("first");
    trust("devices");
  }

  private void use(String name) throws IOException {
    Files.copy(certificates.certificate(name), chain, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(certificates.key(name), key, StandardCopyOption.REPLACE_EXISTING);
  }

  private void trust(String authority) throws IOException {
    Files.copy(made.resolve(authority + "-trust.p12"), trust, StandardCopyOption.REPLACE_EXISTING);
  }

  private ReloadedTls open() {
    return new ReloadedTls(
        new TlsFiles(
            "test",
            List.of(new TlsFiles.Pem(chain, key)),
            Optional.empty(),
            List.of(
                new TlsFiles.Store(
                    trust,
                    "PKCS12",
                    Optional.of(Certificates.PASSWORD),
                    Optional.empty(),
                    Optional.empty()))));
  }

  /** One server, clients that connect to it, and what they see. */
  private static final class Talk implements AutoCloseable {
    private final SSLServerSocket listener;

    Talk(ReloadedTls tls) throws Exception {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {tls.keys()}, new TrustManager[] {tls.trust()}, null);
      listener =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
      listener.setNeedClientAuth(true);
      Thread echo = new Thread(this::accept, "echo");
      echo.setDaemon(true);
      echo.start();
    }

    private void accept() {
      while (!listener.isClosed()) {
        try {
          SSLSocket socket = (SSLSocket) listener.accept();
          Thread one = new Thread(() -> echo(socket), "echo-one");
          one.setDaemon(true);
          one.start();
        } catch (IOException closed) {
          return;
        }
      }
    }

    private static void echo(SSLSocket socket) {
      try (socket) {
        InputStream in = socket.getInputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
          socket.getOutputStream().write(b);
        }
      } catch (IOException ended) {
        // As the test wants it.
      }
    }

    SSLSocket connect() throws Exception {
      KeyStore own = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(made.resolve("device.p12"))) {
        own.load(in, Certificates.PASSWORD.toCharArray());
      }
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, Certificates.PASSWORD.toCharArray());
      KeyStore site = KeyStore.getInstance("PKCS12");
      site.load(null, null);
      site.setCertificateEntry("site", chainOf("site").get(0));
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(site);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keys.getKeyManagers(),
          new TrustManager[] {(X509TrustManager) trust.getTrustManagers()[0]},
          null);
      SSLSocket socket =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
      socket.setSoTimeout(30_000);
      return socket;
    }

    /** The server's name as a new connection sees it. */
    String seen() throws Exception {
      try (SSLSocket socket = connect()) {
        exchange(socket);
        X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return own.getSubjectX500Principal().getName();
      }
    }

    static void exchange(SSLSocket socket) throws IOException {
      socket.getOutputStream().write(7);
      assertEquals(7, socket.getInputStream().read());
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  private static List<X509Certificate> chainOf(String name) throws Exception {
    try (InputStream in = Files.newInputStream(certificates.certificate(name))) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(X509Certificate.class::cast)
          .toList();
    }
  }

  @Test
  void a_new_connection_gets_the_new_certificate_and_an_old_one_goes_on() throws Exception {
    ReloadedTls tls = open();
    try (Talk talk = new Talk(tls);
        SSLSocket old = talk.connect()) {
      Talk.exchange(old);
      assertFalse(tls.refresh(), "nothing has changed");
      use("second");
      assertEquals("CN=first", talk.seen());
      assertTrue(tls.refresh());
      assertEquals("CN=second", talk.seen());
      Talk.exchange(old);
    }
  }

  @Test
  void a_key_store_is_read_again_and_clients_may_be_trusted_by_pem() throws Exception {
    Path store = used.resolve("keys.p12");
    Files.copy(made.resolve("first.p12"), store);
    ReloadedTls tls =
        new ReloadedTls(
            new TlsFiles(
                "test",
                List.of(),
                Optional.of(
                    new TlsFiles.Store(
                        store,
                        "PKCS12",
                        Optional.of(Certificates.PASSWORD),
                        Optional.empty(),
                        Optional.empty())),
                List.of(
                    new TlsFiles.Store(
                        certificates.certificate("devices"),
                        TlsFiles.PEM,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))));
    try (Talk talk = new Talk(tls)) {
      assertEquals("CN=first", talk.seen());
      Files.copy(made.resolve("second.p12"), store, StandardCopyOption.REPLACE_EXISTING);
      assertTrue(tls.refresh());
      assertEquals("CN=second", talk.seen());
    }
  }

  @Test
  void a_certificate_without_its_key_changes_nothing_until_the_key_is_there() throws Exception {
    ReloadedTls tls = open();
    try (Talk talk = new Talk(tls)) {
      Files.copy(certificates.certificate("second"), chain, StandardCopyOption.REPLACE_EXISTING);
      List<String> lines = linesOf(tls::refresh, tls::refresh, tls::refresh);
      assertEquals(1, lines.size(), lines.toString());
      assertTrue(lines.get(0).contains("CN=second"), lines.toString());
      assertEquals("CN=first", talk.seen());
      use("second");
      assertTrue(tls.refresh());
      assertEquals("CN=second", talk.seen());
    }
  }

  @Test
  void files_that_are_cut_off_empty_or_absent_keep_the_certificate() throws Exception {
    ReloadedTls tls = open();
    try (Talk talk = new Talk(tls)) {
      String whole = Files.readString(chain);
      Files.writeString(chain, whole.substring(0, whole.length() / 3));
      assertFalse(tls.refresh());
      Files.writeString(key, "");
      assertFalse(tls.refresh());
      Files.delete(chain);
      List<String> lines = linesOf(tls::refresh, tls::refresh);
      assertEquals(1, lines.size(), lines.toString());
      Files.writeString(trust, "no store");
      assertFalse(tls.refresh());
      assertEquals("CN=first", talk.seen());
      use("second");
      trust("devices");
      assertTrue(tls.refresh());
      assertEquals("CN=second", talk.seen());
    }
  }

  @Test
  void a_client_of_an_authority_that_was_removed_gets_no_connection() throws Exception {
    ReloadedTls tls = open();
    try (Talk talk = new Talk(tls)) {
      assertTrue(tls.isTrusted(chainOf("device")));
      assertEquals("CN=first", talk.seen());
      trust("strangers");
      assertTrue(tls.refresh());
      assertFalse(tls.isTrusted(chainOf("device")));
      assertThrows(IOException.class, talk::seen);
      trust("devices");
      assertTrue(tls.refresh());
      assertTrue(tls.isTrusted(chainOf("device")));
      assertEquals("CN=first", talk.seen());
    }
  }

  @Test
  void a_server_with_files_of_no_use_does_not_start_and_names_them() throws Exception {
    Files.copy(certificates.key("second"), key, StandardCopyOption.REPLACE_EXISTING);
    IllegalStateException refused = assertThrows(IllegalStateException.class, this::open);
    assertTrue(refused.getMessage().contains("does not belong"), refused.getMessage());
    Files.delete(key);
    refused = assertThrows(IllegalStateException.class, this::open);
    assertTrue(refused.getMessage().contains(key.toString()), refused.getMessage());
  }

  /** Warnings that the actions write. */
  private static List<String> linesOf(Runnable... actions) {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
              lines.add(
                  line instanceof ExtLogRecord known
                      ? known.getFormattedMessage()
                      : line.getMessage());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(ReloadedTls.class.getName());
    logger.addHandler(handler);
    try {
      for (Runnable action : actions) {
        action.run();
      }
    } finally {
      logger.removeHandler(handler);
    }
    return lines;
  }
}
