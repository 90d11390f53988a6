package io.gistwire.client.session;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** When each side was last heard, and which numbered heartbeats wait for an answer. Pure. */
final class Heartbeats {
  private static final long MILLI = 1_000_000L;

  /** So many silent intervals end a session. */
  private static final int PATIENCE = 3;

  private static final long NEVER = Long.MAX_VALUE / 8;

  private final Map<Long, Long> unanswered = new HashMap<>();
  private long intervalNanos = NEVER;
  private long heardNanos;
  private long spokeNanos;
  private long number;

  /** A connect begins; no interval is agreed on yet. */
  void connecting(long now) {
    intervalNanos = NEVER;
    heardNanos = now;
    spokeNanos = now;
  }

  void opened(int intervalMillis) {
    unanswered.clear();
    intervalNanos = intervalMillis * MILLI;
  }

  void heard(long now) {
    heardNanos = now;
  }

  void spoke(long now) {
    spokeNanos = now;
  }

  boolean isOtherSilent(long now) {
    return now >= heardNanos + PATIENCE * intervalNanos;
  }

  boolean isDue(long now) {
    return now >= spokeNanos + intervalNanos;
  }

  /** When there is something to look at again. */
  long nextNanos() {
    return Math.min(heardNanos + PATIENCE * intervalNanos, spokeNanos + intervalNanos);
  }

  /** A new number, to be answered. */
  long ask(long now) {
    unanswered.put(++number, now);
    return number;
  }

  /** When the heartbeat was sent that this one answers. */
  OptionalLong answered(long replyTo) {
    Long sent = unanswered.remove(replyTo);
    return sent == null ? OptionalLong.empty() : OptionalLong.of(sent);
  }
}
