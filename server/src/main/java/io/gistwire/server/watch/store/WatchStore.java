package io.gistwire.server.watch.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps watches, what they remember, the positions of the log that their followers have reached,
 * and the alerts; a change is durable when its call returns, whole or not at all. Thread-safe;
 * methods block on the storage, and fail with {@link WatchStoreException}.
 */
public interface WatchStore extends AutoCloseable {
  /** The alerts. */
  AlertStore alerts();

  /**
   * Deliveries to webhooks; empty for an engine that keeps none, where watches have no webhooks.
   */
  default Optional<HookStore> hooks() {
    return Optional.empty();
  }

  /** All watches of all tenants, by tenant and name. */
  List<StoredWatch> watches();

  /**
   * A tenant's watches by name.
   *
   * @param afterName only those whose name comes after; empty for all
   * @param limit most watches, at least 1
   */
  List<StoredWatch> watches(String tenant, String afterName, int limit);

  /** The watch of this name, {@code watches/*}. */
  Optional<StoredWatch> watch(String tenant, String name);

  /** Number of a tenant's watches. */
  int count(String tenant);

  /** Adds a watch; false, and nothing is written, when its name is taken. */
  boolean add(StoredWatch watch);

  /**
   * Replaces the watch of the same name.
   *
   * @param etag of the watch that was changed; false, and nothing is written, when that is not the
   *     one that is stored
   * @param forget whether what it remembers is deleted with it; its alerts stay
   */
  boolean replace(StoredWatch watch, String etag, boolean forget);

  /** Deletes a watch with all that it remembers and raised; false when there is none. */
  boolean delete(String tenant, String name);

  /** Reads what watches remember of a kind. */
  void readMemory(MemoryKind kind, MemoryReader reader);

  /** Position that a follower has reached; -1 when it never committed one. */
  long position(String follower);

  /** The mark of the follower's position, where its last commit had one. */
  OptionalLong mark(String follower);

  /**
   * Writes what a follower has found together with the position that it has reached. An alert of a
   * watch that is no longer stored is left out, and so is one whose watch has raised an alert for
   * the same gist before: what is committed again after a crash raises nothing twice.
   */
  void commit(WatchCommit commit);

  /**
   * Has watches that were made later than this position look at what comes after it: the ledger is
   * an older copy, whose next positions are new gists.
   *
   * @return number of watches that were changed
   */
  int clipAfterPositions(long lastPosition);

  @Override
  void close();

  /** Receives what a watch remembers of a source. */
  @FunctionalInterface
  interface MemoryReader {
    /** One remembered body; not kept by the store. */
    void read(WatchSource key, byte[] body);
  }
}
