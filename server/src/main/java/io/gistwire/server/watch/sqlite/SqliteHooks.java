package io.gistwire.server.watch.sqlite;

import io.gistwire.server.watch.store.HookStore;
import io.gistwire.server.watch.store.StoredWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The deliveries to webhooks in {@code watches.db}. Thread-safe. */
final class SqliteHooks implements HookStore {
  private final SqliteWatchStore store;

  SqliteHooks(SqliteWatchStore store) {
    this.store = store;
  }

  @Override
  public List<Delivered> all() {
    return select("SELECT tenant, watch, delivered FROM webhook");
  }

  @Override
  public Optional<Delivered> find(String tenant, String watch) {
    return select(
            "SELECT tenant, watch, delivered FROM webhook WHERE tenant=? AND watch=?",
            tenant,
            watch)
        .stream()
        .findFirst();
  }

  private List<Delivered> select(String sql, Object... values) {
    List<Delivered> found = new ArrayList<>();
    store.query(
        sql,
        row -> found.add(new Delivered(row.getString(1), row.getString(2), row.getLong(3))),
        values);
    return found;
  }

  @Override
  public void delivered(String tenant, String watch, long position) {
    store.update(
        "UPDATE webhook SET delivered=max(delivered,?) WHERE tenant=? AND watch=?",
        position,
        tenant,
        watch);
  }

  /** Has a row for the watch exactly where it has a webhook. Must run within a transaction. */
  void follow(StoredWatch watch) {
    String name = watch.watch().getName();
    if (watch.watch().hasWebhook()) {
      store.update(
          "INSERT OR IGNORE INTO webhook (tenant, watch, delivered)"
              + " SELECT ?, ?, coalesce(max(position), 0) FROM alert WHERE tenant=?",
          watch.tenant(),
          name,
          watch.tenant());
    } else {
      forget(watch.tenant(), name);
    }
  }

  /** Must run within a transaction. */
  void forget(String tenant, String watch) {
    store.update("DELETE FROM webhook WHERE tenant=? AND watch=?", tenant, watch);
  }
}
