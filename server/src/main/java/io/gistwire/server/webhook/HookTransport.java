package io.gistwire.server.webhook;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Makes one HTTP request. Thread-safe. */
@FunctionalInterface
interface HookTransport {
  /**
   * Sends a POST, follows no redirect and reads no body of the answer. Returns at once.
   *
   * @return the status; fails when there was none in time
   */
  CompletableFuture<Integer> post(
      HookRules.Target target, Map<String, String> headers, byte[] body);
}
