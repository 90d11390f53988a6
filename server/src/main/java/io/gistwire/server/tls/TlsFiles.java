package io.gistwire.server.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which files one port's TLS is made of.
 *
 * @param port name for people: {@code gRPC} or {@code HTTP}
 * @param pems chains and keys in PEM; empty with a key store
 * @param keyStore instead of {@code pems}
 * @param trustStores authorities of client certificates; none: the JVM's
 */
public record TlsFiles(
    String port, List<Pem> pems, Optional<Store> keyStore, List<Store> trustStores) {
  /** No file of keys or certificates is near this. */
  static final int MAX_FILE_BYTES = 4 << 20;

  /** A trust store of this type is a text of certificates. */
  static final String PEM = "PEM";

  /** A chain and the key of its first certificate. */
  public record Pem(Path certificate, Path key) {}

  /**
   * A key store or trust store.
   *
   * @param type as {@link java.security.KeyStore#getInstance(String)} takes it; of a trust store
   *     also {@link #PEM}: certificates in PEM
   * @param password of the whole file
   * @param alias of the one entry that counts; empty: all
   * @param aliasPassword of that entry; empty: that of the file
   */
  public record Store(
      Path file,
      String type,
      Optional<String> password,
      Optional<String> alias,
      Optional<String> aliasPassword) {
    /** Does not show the passwords. */
    @Override
    public String toString() {
      return type + " " + file;
    }
  }

  /** Copies the lists. */
  public TlsFiles {
    pems = List.copyOf(pems);
    trustStores = List.copyOf(trustStores);
  }

  /** All of them, in a fixed order. */
  List<Path> paths() {
    List<Path> paths = new ArrayList<>();
    for (Pem pem : pems) {
      paths.add(pem.certificate());
      paths.add(pem.key());
    }
    keyStore.ifPresent(store -> paths.add(store.file()));
    trustStores.forEach(store -> paths.add(store.file()));
    return paths;
  }

  /**
   * Reads one of them.
   *
   * @throws IOException with a sentence for people
   */
  static byte[] read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
    if (bytes.length > MAX_FILE_BYTES) {
      throw new IOException(
          file + " has more than " + MAX_FILE_BYTES + " bytes and holds no certificates");
    }
    return bytes;
  }
}
