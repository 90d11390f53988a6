package io.gistwire.server.watch.matching;

import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.Webhook;
import io.gistwire.server.watch.store.AlertStore;
import io.gistwire.server.watch.store.HookStore;
import io.gistwire.server.watch.store.StoredWatch;
import io.gistwire.server.watch.store.WatchStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Watches with a webhook, and the alerts that each has not delivered. Calls block on the storage.
 * Thread-safe.
 */
public final class Hooks {
  private final WatchStore watches;
  private final HookStore deliveries;

  Hooks(WatchStore watches, HookStore deliveries) {
    this.watches = watches;
    this.deliveries = deliveries;
  }

  /**
   * A watch with a webhook.
   *
   * @param delivered alerts up to this position were accepted, or raised before it had a webhook
   */
  public record Hook(String tenant, String watch, String url, String secret, long delivered) {}

  /** All of all tenants that are not disabled. */
  public List<Hook> all() {
    List<Hook> hooks = new ArrayList<>();
    deliveries.all().forEach(delivered -> hook(delivered).ifPresent(hooks::add));
    return hooks;
  }

  /** One of them; empty when it has no webhook any more, or is disabled. */
  public Optional<Hook> find(String tenant, String watch) {
    return deliveries.find(tenant, watch).flatMap(this::hook);
  }

  private Optional<Hook> hook(HookStore.Delivered delivered) {
    return watches
        .watch(delivered.tenant(), delivered.watch())
        .map(StoredWatch::watch)
        .filter(watch -> watch.hasWebhook() && !watch.getDisabled())
        .map(Watch::getWebhook)
        .map(webhook -> hook(delivered, webhook));
  }

  private static Hook hook(HookStore.Delivered delivered, Webhook webhook) {
    return new Hook(
        delivered.tenant(),
        delivered.watch(),
        webhook.getUrl(),
        webhook.getSecret(),
        delivered.position());
  }

  /** The oldest alert of a hook that was not delivered; empty when there is none. */
  public Optional<Alert> next(Hook hook) {
    long position = hook.delivered();
    while (true) {
      AlertStore.Slice slice =
          watches.alerts().after(hook.tenant(), position, Set.of(hook.watch()), 1);
      if (!slice.alerts().isEmpty() || !slice.isMore()) {
        return slice.alerts().stream().findFirst();
      }
      position = slice.throughPosition();
    }
  }

  /** An alert was accepted by the receiver. */
  public void delivered(Hook hook, long position) {
    deliveries.delivered(hook.tenant(), hook.watch(), position);
  }
}
