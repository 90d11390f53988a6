package io.gistwire.server.watch.calls;

import java.util.Optional;

/** Whether a webhook may be sent to an address. Thread-safe. */
@FunctionalInterface
public interface HookRule {
  /** Allows none. */
  HookRule NONE =
      url ->
          Optional.of("this server sends no webhooks; its operator allows hosts in its settings");

  /** What is wrong with an address, for people; empty when nothing is. Never blocks. */
  Optional<String> fault(String url);
}
