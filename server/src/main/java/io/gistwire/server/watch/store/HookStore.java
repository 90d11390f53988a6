package io.gistwire.server.watch.store;

import java.util.List;
import java.util.Optional;

/**
 * How far the watches with a webhook have delivered their alerts. A watch that is added or replaced
 * with a webhook begins after its tenant's last alert; one without, or that is deleted, has no
 * place here. Thread-safe; methods block on the storage, and fail with {@link WatchStoreException}.
 */
public interface HookStore {
  /**
   * A watch with a webhook.
   *
   * @param position alerts up to here were accepted, or raised before there was a webhook
   */
  record Delivered(String tenant, String watch, long position) {}

  /** All watches with a webhook, in no particular order. */
  List<Delivered> all();

  /** One of them; empty when it has no webhook. */
  Optional<Delivered> find(String tenant, String watch);

  /** The receiver accepted what was raised up to a position; never goes back. */
  void delivered(String tenant, String watch, long position);
}
