package io.gistwire.server.watch.store;

import io.gistwire.proto.v1.Alert;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The alerts that watches have raised; {@link WatchStore#commit} adds them. Positions increase with
 * the order in which alerts are added, from 1, and need not be dense: an alert never appears at a
 * position that {@link #after} has passed. Thread-safe; methods block on the storage, and fail with
 * {@link WatchStoreException}.
 */
public interface AlertStore {
  /**
   * Some alerts.
   *
   * @param throughPosition the next ones begin after it
   * @param isMore whether there may be more at once
   */
  record Slice(List<Alert> alerts, long throughPosition, boolean isMore) {}

  /** Position of the tenant's last alert; 0 when there is none. */
  long lastPosition(String tenant);

  /**
   * Alerts after a position, in the order of positions. A slice may have few alerts or none
   * although there are more: then {@code isMore} is set and {@code throughPosition} has moved on.
   *
   * @param position at least 0
   * @param watches names of the watches whose alerts are wanted; empty for all
   * @param limit most alerts, at least 1
   */
  Slice after(String tenant, long position, Set<String> watches, int limit);

  /**
   * Alerts before a position, newest first.
   *
   * @param watch of this one only; empty for all
   * @param onlyNew whether alerts that were acknowledged are left out
   * @param limit most alerts, at least 1
   */
  List<Alert> before(
      String tenant, long position, Optional<String> watch, boolean onlyNew, int limit);

  /** The alert of a watch at a position. */
  Optional<Alert> find(String tenant, String watch, long position);

  /** Marks an alert as seen, unless it was before; does nothing where there is none. */
  void acknowledge(String tenant, long position, long nowMillis, String note);

  /** How many alerts a watch has raised that are kept. */
  long count(String tenant, String watch);

  /** When a watch raised its last alert, if one is kept, milliseconds UTC. */
  OptionalLong lastRaised(String tenant, String watch);

  /** Deletes a tenant's alerts that were raised before a time, milliseconds UTC. */
  void expire(String tenant, long beforeMillis);

  /** Deletes the oldest alerts of each watch that has more than this. */
  void bound(long mostOfWatch);
}
