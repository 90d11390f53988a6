package io.gistwire.server.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * The certificates of one port. Handshakes that begin after {@link #refresh} use what the files
 * held then; connections that exist go on. Files that are of no use change nothing and cost one
 * line in the log, whatever the number of tries. Thread-safe.
 */
public final class ReloadedTls {
  private static final Logger LOG = Logger.getLogger(ReloadedTls.class);

  /** Chains whose trust is remembered; more of them cost a check each second and call. */
  private static final int MAX_REMEMBERED = 16_384;

  private final TlsFiles files;
  private final AtomicReference<Trusted> current;
  private final NewestKeys keys;
  private final NewestTrust trust;
  private Map<Path, byte[]> seen;

  /** Authorities expire, too, so that answers are not kept for ever. */
  private static final long REMEMBERED_MILLIS = 600_000;

  /** Material with what it answered about chains since a time. */
  private record Trusted(
      TlsMaterial material, Map<List<X509Certificate>, Boolean> answers, long sinceMillis) {
    Trusted(TlsMaterial material) {
      this(material, new ConcurrentHashMap<>(), System.currentTimeMillis());
    }
  }

  /**
   * Reads the files for the first time.
   *
   * @throws IllegalStateException with a sentence for people when they are of no use
   */
  public ReloadedTls(TlsFiles files) {
    this.files = files;
    try {
      seen = contents();
      current = new AtomicReference<>(new Trusted(TlsMaterial.of(files, seen)));
    } catch (IOException e) {
      throw new IllegalStateException(
          "the " + files.port() + " port cannot use TLS: " + e.getMessage(), e);
    }
    keys = new NewestKeys(current.get().material().keys());
    trust = new NewestTrust(() -> current.get().material().trust());
  }

  private Map<Path, byte[]> contents() throws IOException {
    Map<Path, byte[]> contents = new LinkedHashMap<>();
    for (Path path : files.paths()) {
      contents.put(path, TlsFiles.read(path));
    }
    return contents;
  }

  /**
   * Reads the files again and uses them from now on if they have changed and are good.
   *
   * @return whether they are used
   */
  public synchronized boolean refresh() {
    Map<Path, byte[]> now = Map.of();
    try {
      now = contents();
      if (isSame(now, seen)) {
        forgetOldAnswers();
        return false;
      }
      TlsMaterial material = TlsMaterial.of(files, now);
      if (!material.isValid(System.currentTimeMillis())) {
        throw new IOException("not valid at this time: " + material.describe());
      }
      keys.use(material.keys());
      current.set(new Trusted(material));
      LOG.infof(
          "new connections to the %s port get the certificate %s",
          files.port(), material.describe());
      return true;
    } catch (IOException e) {
      if (!isSame(now, seen)) {
        LOG.warnf(
            "changed certificates of the %s port are not used, the earlier ones stay: %s",
            files.port(), e.getMessage());
      }
      return false;
    } finally {
      seen = now;
    }
  }

  private void forgetOldAnswers() {
    Trusted now = current.get();
    if (System.currentTimeMillis() - now.sinceMillis() > REMEMBERED_MILLIS) {
      current.set(new Trusted(now.material()));
    }
  }

  private static boolean isSame(Map<Path, byte[]> one, Map<Path, byte[]> other) {
    return one.keySet().equals(other.keySet())
        && one.keySet().stream().allMatch(path -> Arrays.equals(one.get(path), other.get(path)));
  }

  /**
   * Whether a client's certificate leads to an authority that is trusted now; remembered for a few
   * minutes, or until the files change.
   *
   * @param chain the client's certificate and its issuers, not empty
   */
  public boolean isTrusted(List<X509Certificate> chain) {
    Trusted now = current.get();
    Boolean known = now.answers().get(chain);
    if (known != null) {
      return known;
    }
    boolean isTrusted = now.material().trusts(chain);
    if (now.answers().size() < MAX_REMEMBERED) {
      now.answers().put(chain, isTrusted);
    }
    return isTrusted;
  }

  /** Answers handshakes from the newest keys. */
  public NewestKeys keys() {
    return keys;
  }

  /** Checks clients by the newest authorities. */
  public NewestTrust trust() {
    return trust;
  }

  /** The server's own certificates now. */
  public List<X509Certificate> certificates() {
    return current.get().material().certificates();
  }

  /** Name of the port, for people. */
  public String port() {
    return files.port();
  }
}
