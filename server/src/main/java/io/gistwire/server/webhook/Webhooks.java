package io.gistwire.server.webhook;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.gistwire.proto.v1.Alert;
import io.gistwire.server.watch.matching.Hooks;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Sends alerts to the webhooks of their watches, the oldest first, each until its receiver answers
 * 2xx. What was not accepted is read from the file again after a pause that grows from a second to
 * an hour, also after a restart; so nothing waits in memory. Each watch has one request under way,
 * a tenant at most {@link #MAX_OF_TENANT}, all together {@link #MAX_UNDER_WAY}. Thread-safe.
 */
public final class Webhooks implements AutoCloseable {
  static final int MAX_UNDER_WAY = 64;
  static final int MAX_OF_TENANT = 16;

  private static final Logger LOG = Logger.getLogger(Webhooks.class);
  private static final long FIRST_PAUSE_MILLIS = 1000;
  private static final long MAX_PAUSE_MILLIS = TimeUnit.HOURS.toMillis(1);
  private static final int MAX_SHIFT = 12;
  private static final int NAME_THREADS = 4;
  private static final int OK = 200;
  private static final int MULTIPLE_CHOICES = 300;
  private static final String JSON = "application/json";
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private final Hooks hooks;
  private final HookRules rules;
  private final HookTransport transport;
  private final long firstPauseMillis;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread worker = new Thread(task, "webhooks");
            worker.setDaemon(true);
            return worker;
          });
  private final ExecutorService names =
      Executors.newFixedThreadPool(
          NAME_THREADS,
          task -> {
            Thread worker = new Thread(task, "webhook-names");
            worker.setDaemon(true);
            return worker;
          });
  private final Map<Key, Pause> pauses = new HashMap<>();
  private final Map<String, Set<Key>> underWay = new HashMap<>();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private int count;

  private record Key(String tenant, String watch) {}

  private record Pause(int failures, long untilMillis) {}

  /** Sends nothing before {@link #start}. */
  public static Webhooks of(Hooks hooks, HookRules rules, Vertx vertx) {
    return new Webhooks(
        hooks, rules, new VertxTransport(vertx), FIRST_PAUSE_MILLIS, Clock.systemUTC());
  }

  Webhooks(
      Hooks hooks, HookRules rules, HookTransport transport, long firstPauseMillis, Clock clock) {
    this.firstPauseMillis = firstPauseMillis;
    this.hooks = hooks;
    this.rules = rules;
    this.transport = transport;
    this.clock = clock;
  }

  /** Looks for alerts every so often from now on. */
  public void start(long everyMillis) {
    thread.scheduleWithFixedDelay(this::look, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
  }

  /** Requests that were accepted. */
  public double acceptedCount() {
    return counter("accepted").sum();
  }

  /** Requests that failed and are repeated. */
  public double failedCount() {
    return counter("failed").sum();
  }

  private LongAdder counter(String result) {
    return counts.computeIfAbsent(result, name -> new LongAdder());
  }

  /** Sends what is due; on the thread. */
  private void look() {
    try {
      long now = clock.millis();
      List<Hooks.Hook> all = hooks.all();
      Set<Key> known = new HashSet<>();
      all.forEach(hook -> known.add(key(hook)));
      pauses.keySet().retainAll(known);
      for (Hooks.Hook hook : all) {
        Pause pause = pauses.get(key(hook));
        if (mayStart(hook) && (pause == null || pause.untilMillis() <= now)) {
          begin(hook);
        }
      }
    } catch (RuntimeException e) {
      LOG.warnf("webhooks could not be looked at and are again later: %s", e.getMessage());
    }
  }

  private boolean mayStart(Hooks.Hook hook) {
    Set<Key> ofTenant = underWay.getOrDefault(hook.tenant(), Set.of());
    return count < MAX_UNDER_WAY
        && ofTenant.size() < MAX_OF_TENANT
        && !ofTenant.contains(key(hook));
  }

  private void begin(Hooks.Hook hook) {
    Optional<Alert> next = hooks.next(hook);
    if (next.isEmpty()) {
      return;
    }
    Alert alert = next.get();
    underWay.computeIfAbsent(hook.tenant(), tenant -> new HashSet<>()).add(key(hook));
    count++;
    // A slow name server holds up no other watch.
    CompletableFuture.supplyAsync(() -> send(hook, alert), names)
        .thenCompose(answer -> answer)
        .whenComplete(
            (status, failure) -> thread.execute(() -> ended(hook, alert, status, failure)));
  }

  private CompletableFuture<Integer> send(Hooks.Hook hook, Alert alert) {
    try {
      HookRules.Target target = rules.resolve(hook.url());
      byte[] body = PRINTER.print(alert).getBytes(StandardCharsets.UTF_8);
      long seconds = TimeUnit.MILLISECONDS.toSeconds(clock.millis());
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("content-type", JSON);
      headers.put("user-agent", "gistwire-server");
      headers.put("webhook-id", alert.getName());
      headers.put("webhook-timestamp", Long.toString(seconds));
      headers.put(
          "webhook-signature", HookSignature.of(hook.secret(), alert.getName(), seconds, body));
      return transport.post(target, headers, body);
    } catch (HookRefusedException | InvalidProtocolBufferException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void ended(Hooks.Hook hook, Alert alert, Integer status, Throwable failure) {
    Set<Key> ofTenant = underWay.get(hook.tenant());
    ofTenant.remove(key(hook));
    if (ofTenant.isEmpty()) {
      underWay.remove(hook.tenant());
    }
    count--;
    try {
      if (failure != null || status < OK || status >= MULTIPLE_CHOICES) {
        failed(hook, failure == null ? "it answered with status " + status : reasonOf(failure));
        return;
      }
      hooks.delivered(hook, alert.getPosition());
      pauses.remove(key(hook));
      counter("accepted").increment();
    } catch (RuntimeException e) {
      failed(hook, reasonOf(e));
      return;
    }
    beginNext(hook);
  }

  /** The hook is read anew: its address may have been changed meanwhile, or the watch deleted. */
  private void beginNext(Hooks.Hook hook) {
    try {
      hooks.find(hook.tenant(), hook.watch()).filter(this::mayStart).ifPresent(this::begin);
    } catch (RuntimeException e) {
      LOG.warnf(
          "the next alert of watch %s of tenant %s is read later: %s",
          hook.watch(), hook.tenant(), reasonOf(e));
    }
  }

  /** The first failure is worth a line, then every doubling of the pause; the log is bounded. */
  private void failed(Hooks.Hook hook, String why) {
    counter("failed").increment();
    Pause before = pauses.get(key(hook));
    int failures = before == null ? 1 : before.failures() + 1;
    long bound = Math.min(MAX_PAUSE_MILLIS, firstPauseMillis << Math.min(MAX_SHIFT, failures - 1));
    long pause = bound / 2 + ThreadLocalRandom.current().nextLong(bound / 2 + 1);
    pauses.put(key(hook), new Pause(failures, clock.millis() + pause));
    LOG.warnf(
        "the webhook of %s of tenant %s did not accept an alert: %s; it is sent again in %d s",
        hook.watch(), hook.tenant(), why, TimeUnit.MILLISECONDS.toSeconds(pause) + 1);
  }

  private static String reasonOf(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static Key key(Hooks.Hook hook) {
    return new Key(hook.tenant(), hook.watch());
  }

  @Override
  public void close() throws Exception {
    thread.shutdownNow();
    names.shutdownNow();
    if (transport instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
