package io.gistwire.server.crash;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.server.auth.AuthInterceptor;
import io.gistwire.server.auth.AuthMode;
import io.gistwire.server.auth.Authenticator;
import io.gistwire.server.auth.LiveCalls;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.auth.sqlite.SqliteTokenStore;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.sqlite.LedgerOptions;
import io.gistwire.server.ledger.sqlite.SqliteLedger;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.session.ExchangeService;
import io.gistwire.server.session.SessionLimits;
import io.gistwire.server.session.SessionMetrics;
import io.gistwire.server.session.SessionRegistry;
import io.gistwire.server.session.TenantQuota;
import io.gistwire.server.storage.DataFolder;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sessions and the ledger on a plain Netty server, without the framework: it starts in a moment, in
 * this process or in one of its own that can be killed.
 */
public final class PlainServer implements AutoCloseable {
  private static final int TICK_MILLIS = 50;

  /** The one code that is stored. */
  public static final CodeFingerprint CODE = CodeFingerprint.parse("0123456789abcdef");

  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Server server;
  private final SessionRegistry registry;

  /** Serves a ledger; no caller is asked who they are. */
  public PlainServer(Ledger ledger, TokenStore tokens, SessionLimits limits, int port)
      throws IOException {
    registry =
        new SessionRegistry(
            limits,
            TenantQuota.NONE,
            ledger,
            ServedPacks.storedOnly(List.of(CODE)),
            SessionMetrics.NONE);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
            .addService(
                ServerInterceptors.intercept(
                    new ExchangeService(registry, workers),
                    new AuthInterceptor(new Authenticator(AuthMode.NONE, tokens), new LiveCalls())))
            .build()
            .start();
    timer.scheduleAtFixedRate(registry::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Its sessions. */
  public SessionRegistry sessions() {
    return registry;
  }

  @Override
  public void close() throws InterruptedException {
    timer.shutdownNow();
    server.shutdownNow().awaitTermination();
    workers.shutdown();
  }

  /** A server process: folder, port, and {@code too-early} for one that acks before it commits. */
  public static void main(String[] arguments) throws Exception {
    DataFolder folder = DataFolder.open(Path.of(arguments[0]));
    Ledger ledger = SqliteLedger.open(folder, LedgerOptions.defaults());
    if (arguments.length > 2 && arguments[2].equals("too-early")) {
      ledger = TooEarlyLedger.wrap(ledger);
    }
    TokenStore tokens = SqliteTokenStore.open(folder);
    new PlainServer(ledger, tokens, SessionLimits.defaults(), Integer.parseInt(arguments[1]));
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
