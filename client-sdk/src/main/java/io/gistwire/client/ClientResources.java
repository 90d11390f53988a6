package io.gistwire.client;

import io.gistwire.client.calls.Lifetime;
import io.gistwire.client.connection.ServerConnection;
import io.gistwire.client.link.LinkProfile;
import io.gistwire.client.outbox.OutboxLimits;
import io.gistwire.client.stream.CallbackExecutor;
import io.gistwire.client.stream.StreamSettings;
import io.gistwire.codec.PhotoEncoder;
import io.grpc.Channel;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Threads and the channel of one client. */
final class ClientResources {
  private static final int LOOP_THREADS = 2;
  private static final int DISK_THREADS = 8;

  private final ServerConnection connection;
  private final LinkProfile profile;
  private final OutboxLimits limits;
  private final @Nullable PhotoEncoder encoder;
  private final @Nullable TraceSource traces;
  private final ExecutorService loops = threads("gistwire-loop", LOOP_THREADS);
  private final ExecutorService disks = threads("gistwire-disk", DISK_THREADS);
  private final ExecutorService encodes = threads("gistwire-encode", 1);
  private final ExecutorService ownCallbacks = threads("gistwire-callback", 1);

  /** After its end an alarm is none: whoever sets one is closed, or about to hear that it is. */
  private final ScheduledExecutorService timer =
      new ScheduledThreadPoolExecutor(
          1, factory("gistwire-timer"), new ThreadPoolExecutor.DiscardPolicy());

  private final CallbackExecutor callbacks;
  private final Lifetime lifetime = new Lifetime();

  ClientResources(
      ServerConnection connection,
      LinkProfile profile,
      OutboxLimits limits,
      @Nullable PhotoEncoder encoder,
      @Nullable TraceSource traces,
      @Nullable Executor callbacks) {
    this.connection = connection;
    this.profile = profile;
    this.limits = limits;
    this.encoder = encoder;
    this.traces = traces;
    this.callbacks = new CallbackExecutor(callbacks == null ? ownCallbacks : callbacks);
  }

  private static ExecutorService threads(String name, int count) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count, count, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Daemons: a program that forgets to close its client can still end. */
  private static ThreadFactory factory(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  StreamSettings streamSettings() {
    return new StreamSettings(
        connection, profile, limits, encoder, traces, callbacks, loops, disks, encodes, timer);
  }

  Channel channel() {
    return connection.channel();
  }

  Lifetime lifetime() {
    return lifetime;
  }

  Executor callbacks() {
    return callbacks;
  }

  void leaveNetwork() {
    connection.leaveNetwork();
  }

  /**
   * A supplied channel stays open; it is its owner's. Pools are not shut down: what still waits in
   * them (an encode, a flush, receipts) runs to its end, then their threads end by themselves.
   */
  void close() {
    lifetime.end();
    connection.close();
    timer.shutdownNow();
  }
}
