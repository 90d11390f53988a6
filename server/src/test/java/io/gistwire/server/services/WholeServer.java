package io.gistwire.server.services;

import com.google.protobuf.ByteString;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.AdminServiceGrpc;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.PackServiceGrpc;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.gistwire.proto.v1.SessionServiceGrpc;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.gistwire.server.admin.BackupLimits;
import io.gistwire.server.admin.IndexUpkeep;
import io.gistwire.server.admin.OperatorService;
import io.gistwire.server.admin.RetentionSchedule;
import io.gistwire.server.admin.ServerFigures;
import io.gistwire.server.admin.WatchFigures;
import io.gistwire.server.admission.AcceptedConnections;
import io.gistwire.server.admission.AdmissionInterceptor;
import io.gistwire.server.admission.CheckedMessages;
import io.gistwire.server.admission.ConnectionLimits;
import io.gistwire.server.admission.MessageBudget;
import io.gistwire.server.admission.MessageSizes;
import io.gistwire.server.auth.AuthInterceptor;
import io.gistwire.server.auth.AuthMode;
import io.gistwire.server.auth.Authenticator;
import io.gistwire.server.auth.LiveCalls;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.auth.sqlite.SqliteTokenStore;
import io.gistwire.server.calls.CallExecutor;
import io.gistwire.server.gist.StoredGistService;
import io.gistwire.server.index.IndexEngine;
import io.gistwire.server.index.embedded.EmbeddedIndexEngine;
import io.gistwire.server.ledger.sqlite.FailingDisk;
import io.gistwire.server.ledger.sqlite.LedgerOptions;
import io.gistwire.server.ledger.sqlite.SqliteLedger;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.packindex.ServedPackReader;
import io.gistwire.server.packs.ServedPackService;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.search.GistSearchService;
import io.gistwire.server.search.SearchLimits;
import io.gistwire.server.session.ExchangeClient;
import io.gistwire.server.session.ExchangeService;
import io.gistwire.server.session.SessionLimits;
import io.gistwire.server.session.SessionMetrics;
import io.gistwire.server.session.SessionRegistry;
import io.gistwire.server.session.TenantQuota;
import io.gistwire.server.shares.TenantShares;
import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.watch.calls.HookRule;
import io.gistwire.server.watch.calls.StandingQueryService;
import io.gistwire.server.watch.matching.Watches;
import io.gistwire.server.watch.sqlite.SqliteWatchStore;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** All services over a real folder and a real, tiny pack, with tokens, on a socket. */
final class WholeServer implements AutoCloseable {
  static final Path TINY_PACK = Path.of("../models/src/test/resources/io/gistwire/models/tiny");

  /** A code whose gists are stored although no pack reads them. */
  static final CodeFingerprint STORED = CodeFingerprint.parse("0123456789abcdef");

  /** Little, so that a stream that is not read soon waits. */
  private static final int WINDOW_BYTES = 16 << 10;

  private static final int TICK_MILLIS = 50;
  private static final int MAX_WATCHES = 100;

  final DataFolder folder;
  final FailingDisk disk = new FailingDisk();
  final SqliteLedger ledger;
  final TokenStore tokens;
  final SessionRegistry sessions;
  final LiveCalls live = new LiveCalls();
  final Watches watches;
  private final PackIndexes indexes;
  private final ServedPacks packs;
  private final StoredGistService gists;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final CallExecutor calls = new CallExecutor("test-call", 4, 64, 30_000);
  private final Server server;
  private final ManagedChannel channel;

  /** What tenants share. */
  record Shared(
      TenantShares sessions,
      TenantShares streams,
      TenantShares connections,
      TenantShares addresses,
      TenantShares messageBytes,
      long messageIdleMillis) {
    static Shared plenty() {
      return new Shared(
          new TenantShares("sessions", 4096, 1),
          new TenantShares("streams", 1000, 1),
          new TenantShares("connections", 1000, 1),
          new TenantShares("connections of addresses", 1000, 1),
          new TenantShares("bytes of requests", 1 << 30, 1),
          60_000);
    }

    Shared sessions(TenantShares others) {
      return new Shared(others, streams, connections, addresses, messageBytes, messageIdleMillis);
    }

    Shared streams(TenantShares others) {
      return new Shared(sessions, others, connections, addresses, messageBytes, messageIdleMillis);
    }

    Shared connections(TenantShares ofTenants, TenantShares ofAddresses) {
      return new Shared(sessions, streams, ofTenants, ofAddresses, messageBytes, messageIdleMillis);
    }

    Shared messages(TenantShares others, long idleMillis) {
      return new Shared(sessions, streams, connections, addresses, others, idleMillis);
    }
  }

  /** Opens or reopens a folder; without quotas. */
  static WholeServer open(Path path) throws Exception {
    return new WholeServer(path, TenantQuota.NONE);
  }

  WholeServer(Path path, TenantQuota quota) throws Exception {
    this(path, quota, Shared.plenty());
  }

  WholeServer(Path path, TenantQuota quota, Shared shared) throws Exception {
    folder = DataFolder.open(path);
    ledger = disk.openLedger(folder, new LedgerOptions(4096, 1, 10, 2, 0));
    tokens = SqliteTokenStore.open(folder);
    packs = ServedPacks.load(List.of(TINY_PACK), List.of(STORED));
    sessions =
        new SessionRegistry(
            SessionLimits.defaults(), quota, shared.sessions(), ledger, packs, SessionMetrics.NONE);
    IndexEngine engine = new EmbeddedIndexEngine("en", folder.resolve("index"));
    indexes = PackIndexes.open(List.of(new ServedPackReader(packs.all().get(0))), ledger, engine);
    watches =
        Watches.open(
            SqliteWatchStore.open(folder),
            ledger,
            indexes,
            engine.stems(),
            10_000,
            Clock.systemUTC());
    PageTokens pages = new PageTokens(new byte[32], Clock.systemUTC());
    ServerFigures figures =
        new ServerFigures("test", ledger, folder, sessions, packs, noIndex(), watchFigures());
    gists = new StoredGistService(ledger, packs, indexes, sessions, pages, calls, workers);
    MessageSizes sizes =
        new MessageSizes(
            List.of(
                AdminServiceGrpc.getServiceDescriptor(),
                GistServiceGrpc.getServiceDescriptor(),
                PackServiceGrpc.getServiceDescriptor(),
                SearchServiceGrpc.getServiceDescriptor(),
                SessionServiceGrpc.getServiceDescriptor(),
                WatchServiceGrpc.getServiceDescriptor()),
            SessionLimits.defaults().maxBatchBytes());
    MessageBudget messages =
        new MessageBudget(shared.messageBytes(), sizes, shared.messageIdleMillis(), workers);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .addStreamTracerFactory(messages)
            .protocolNegotiator(
                new AcceptedConnections(
                    InternalProtocolNegotiators.serverPlaintext(), shared.addresses()))
            .addTransportFilter(new ConnectionLimits(shared.connections()))
            .intercept(new AdmissionInterceptor(shared.streams()))
            .intercept(new AuthInterceptor(new Authenticator(AuthMode.TOKEN, tokens), live))
            .addService(checked(new ExchangeService(sessions, workers)))
            .addService(checked(gists))
            .addService(checked(new ServedPackService(packs, pages, calls, workers)))
            .addService(
                checked(
                    new GistSearchService(indexes, ledger, pages, SearchLimits.defaults(), calls)))
            .addService(
                checked(
                    new StandingQueryService(watches, pages, MAX_WATCHES, HookRule.NONE, calls)))
            .addService(
                checked(
                    new OperatorService(
                        ledger,
                        folder,
                        BackupLimits.DEFAULT,
                        tokens,
                        pages,
                        live,
                        noIndex(),
                        figures,
                        new RetentionSchedule(Duration.ofHours(1), Clock.systemUTC()),
                        calls,
                        workers)))
            .build()
            .start();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
            .flowControlWindow(WINDOW_BYTES)
            .usePlaintext()
            .build();
    timer.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    timer.scheduleAtFixedRate(messages::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static ServerServiceDefinition checked(BindableService service) {
    return CheckedMessages.of(service.bindService());
  }

  private void tick() {
    sessions.tick();
    live.endVoid(System.currentTimeMillis());
    gists.signsOfLife();
  }

  private WatchFigures watchFigures() {
    return new WatchFigures() {
      @Override
      public int count() {
        return watches.count();
      }

      @Override
      public int count(String tenant) {
        return watches.count(tenant);
      }

      @Override
      public long position() {
        return watches.position();
      }
    };
  }

  private IndexUpkeep noIndex() {
    return new IndexUpkeep() {
      @Override
      public long position() {
        return ledger.log().lastPosition();
      }

      @Override
      public long sizeBytes() {
        return 0;
      }

      @Override
      public void rebuild(Optional<CodeFingerprint> fingerprint, Progress progress) {}
    };
  }

  /** Fingerprint of the one pack. */
  ByteString fingerprint() {
    return ByteString.copyFrom(packs.requireCurrent().model().fingerprint().toByteArray());
  }

  /** The port that it listens on. */
  int port() {
    return server.getPort();
  }

  /** The operator, with a new token. */
  As operator() {
    return as("", EnumSet.of(Permission.PERMISSION_OPERATOR));
  }

  /** A caller with a new token for all of a tenant and everything. */
  As as(String tenant) {
    return as(tenant, EnumSet.range(Permission.PERMISSION_SEND, Permission.PERMISSION_ADMIN));
  }

  /** A caller with a new token for these sources; none: for all. */
  As as(String tenant, Set<Permission> permissions, String... sources) {
    TokenStore.Made made =
        tokens.make(tenant, List.of(sources), permissions, "", OptionalLong.empty());
    return new As(made.token().name(), made.secret());
  }

  /** A caller with this secret, good or not. */
  As withSecret(String secret) {
    return new As("", secret);
  }

  /** A caller without any token. */
  Channel withoutToken() {
    return channel;
  }

  /** Somebody who calls. */
  final class As {
    final String token;
    final String secret;

    private As(String token, String secret) {
      this.token = token;
      this.secret = secret;
    }

    Channel channel() {
      Metadata headers = new Metadata();
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + secret);
      return ClientInterceptors.intercept(
          channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    GistServiceGrpc.GistServiceBlockingStub gists() {
      return GistServiceGrpc.newBlockingStub(channel());
    }

    AdminServiceGrpc.AdminServiceBlockingStub admin() {
      return AdminServiceGrpc.newBlockingStub(channel());
    }

    PackServiceGrpc.PackServiceBlockingStub packs() {
      return PackServiceGrpc.newBlockingStub(channel());
    }

    ExchangeClient stream() {
      return new ExchangeClient(channel());
    }
  }

  @Override
  public void close() throws Exception {
    timer.shutdownNow();
    channel.shutdownNow();
    server.shutdownNow().awaitTermination();
    calls.close();
    workers.shutdown();
    watches.close();
    indexes.close();
    packs.close();
    tokens.close();
    ledger.close();
    folder.close();
  }
}
