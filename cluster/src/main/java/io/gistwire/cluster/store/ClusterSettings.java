package io.gistwire.cluster.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where OpenSearch is and how documents are kept there.
 *
 * @param hosts at least one, {@code http://host:port} or {@code https://host:port}
 * @param username for basic authentication
 * @param passwordFile file with the password of {@code username}; its last line break is left out
 * @param trustStore PKCS #12 file with the certificates that are trusted; empty for those of Java
 * @param trustStorePasswordFile file with the password of {@code trustStore}
 * @param prefix of all index names
 * @param gistShards shards of the index of gists, when it is made
 * @param replicas further copies of each shard
 * @param requiredCopies copies that must have a document before it counts as written
 */
public record ClusterSettings(
    List<URI> hosts,
    Optional<String> username,
    Optional<Path> passwordFile,
    Optional<Path> trustStore,
    Optional<Path> trustStorePasswordFile,
    String prefix,
    int gistShards,
    int replicas,
    int requiredCopies) {
  /** One for each of three nodes. */
  public static final int DEFAULT_GIST_SHARDS = 3;

  /** Three nodes: one of them may be lost without a pause of the acks. */
  public static final int DEFAULT_REPLICAS = 2;

  /** An ack needs two copies. */
  public static final int DEFAULT_COPIES = 2;

  /** Checks the values. */
  public ClusterSettings {
    hosts = List.copyOf(hosts);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("no OpenSearch host is set; name at least one");
    }
    if (gistShards < 1 || gistShards > 1024) {
      throw new IllegalArgumentException(
          "shards of gists are " + gistShards + "; 1 to 1024 are allowed");
    }
    if (requiredCopies < 1 || requiredCopies > replicas + 1) {
      throw new IllegalArgumentException(
          "required copies are "
              + requiredCopies
              + ", but "
              + replicas
              + " replicas allow 1 to "
              + (replicas + 1));
    }
    if (!prefix.matches("[a-z][a-z0-9-]{0,40}")) {
      throw new IllegalArgumentException(
          "index prefix '"
              + prefix.substring(0, Math.min(200, prefix.length()))
              + "' is none; use 1 to 41 of a-z, 0-9 and -, beginning with a letter");
    }
  }

  /** Without authentication, with the default copies. */
  public static ClusterSettings of(List<URI> hosts, String prefix) {
    return new ClusterSettings(
        hosts,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        prefix,
        DEFAULT_GIST_SHARDS,
        DEFAULT_REPLICAS,
        DEFAULT_COPIES);
  }

  /** The same with other numbers of shards and copies. */
  public ClusterSettings withCopies(int shards, int furtherCopies, int copiesForAck) {
    return new ClusterSettings(
        hosts,
        username,
        passwordFile,
        trustStore,
        trustStorePasswordFile,
        prefix,
        shards,
        furtherCopies,
        copiesForAck);
  }
}
