package io.gistwire.server.search;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.ModelPack;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.calls.CallExecutor;
import io.gistwire.server.index.IndexEngine;
import io.gistwire.server.index.embedded.EmbeddedIndexEngine;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.ledger.sqlite.LedgerOptions;
import io.gistwire.server.ledger.sqlite.SqliteLedger;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.packindex.ServedPackReader;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.watch.calls.StandingQueryService;
import io.gistwire.server.watch.matching.Watches;
import io.gistwire.server.watch.sqlite.SqliteWatchStore;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The real services over a real ledger and a real, tiny pack, on a socket. Whoever calls states its
 * tenant, and the sources that its token covers, in headers.
 */
public final class TinyServer implements AutoCloseable {
  /** Most watches of a tenant. */
  public static final int MAX_WATCHES = 8;

  private static final Path PACK = Path.of("../models/src/test/resources/io/gistwire/models/tiny");
  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of("tenant", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> SOURCES =
      Metadata.Key.of("sources", Metadata.ASCII_STRING_MARSHALLER);

  private final DataFolder folder;
  private final SqliteLedger ledger;
  private final ServedPacks packs;
  private final PackIndexes indexes;
  private final Watches watches;
  private final StandingQueryService watchService;
  private final CallExecutor executor = new CallExecutor("test-call", 4, 64, 30_000);
  private final Server server;
  private final ManagedChannel channel;
  private final Map<EpochKey, EpochLease> leases = new HashMap<>();
  private final Map<EpochKey, Long> sequences = new HashMap<>();
  private final Random random = new Random(5);

  /** Opens or reopens a server's folder, with captions in English. */
  public TinyServer(Path path) throws Exception {
    this(path, "en");
  }

  /** Opens or reopens a server's folder, with captions in this language. */
  public TinyServer(Path path, String language) throws Exception {
    folder = DataFolder.open(path);
    ledger = SqliteLedger.open(folder, LedgerOptions.defaults());
    packs = ServedPacks.load(List.of(PACK), List.of());
    List<io.gistwire.server.packindex.PackReader> readers =
        List.of(new ServedPackReader(packs.all().get(0)));
    IndexEngine engine = new EmbeddedIndexEngine(language, folder.resolve("index"));
    indexes = PackIndexes.open(readers, ledger, engine);
    watches =
        Watches.open(
            SqliteWatchStore.open(folder),
            ledger,
            indexes,
            engine.stems(),
            10_000,
            Clock.systemUTC());
    PageTokens tokens = new PageTokens(new byte[32], Clock.systemUTC());
    watchService =
        new StandingQueryService(watches, tokens, MAX_WATCHES, url -> Optional.empty(), executor);
    GistSearchService search = new GistSearchService(indexes, ledger, tokens, limits(), executor);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(32 << 20)
            .intercept(new TenantOfHeader())
            .addService(search)
            .addService(watchService)
            .build()
            .start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  private static SearchLimits limits() {
    SearchLimits defaults = SearchLimits.defaults();
    return new SearchLimits(60_000, 60_000, defaults.maxSampled(), defaults.maxGrouped());
  }

  private static final class TenantOfHeader implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String sources = Optional.ofNullable(headers.get(SOURCES)).orElse("");
      Caller caller =
          new Caller(
              headers.get(TENANT),
              "tokens/test",
              EnumSet.allOf(Permission.class),
              sources.isEmpty() ? List.of() : Arrays.asList(sources.split(",")));
      return Contexts.interceptCall(caller.in(Context.current()), call, headers, next);
    }
  }

  private static Metadata headers(String tenant, String... sources) {
    Metadata headers = new Metadata();
    headers.put(TENANT, tenant);
    headers.put(SOURCES, String.join(",", sources));
    return headers;
  }

  /** Searches as a tenant, with a token for these sources; none: for all. */
  public SearchServiceGrpc.SearchServiceBlockingStub search(String tenant, String... sources) {
    return SearchServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers(tenant, sources)));
  }

  /** Watches as a tenant, with a token for these sources; none: for all. */
  public WatchServiceGrpc.WatchServiceBlockingStub watch(String tenant, String... sources) {
    return WatchServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers(tenant, sources)));
  }

  /** The ledger. */
  public Ledger ledger() {
    return ledger;
  }

  /** The watches. */
  public Watches watches() {
    return watches;
  }

  /** The pack. */
  public ModelPack pack() {
    return packs.all().get(0).model();
  }

  /** A code of a random vector. */
  public byte[] randomCode() {
    float[] vector = new float[pack().dimension()];
    for (int j = 0; j < vector.length; j++) {
      vector[j] = (float) random.nextGaussian() / 4;
    }
    return pack().quantizer().encode(vector);
  }

  /** The code of a text's own vector: nothing can be nearer to that text. */
  public byte[] codeOf(String text) throws Exception {
    return pack().quantizer().encode(pack().textEncoder().encode(text));
  }

  /** A gist of a code, a caption by a person (or null) and the labels that the code implies. */
  public Gist gist(byte[] code, String caption, long capturedMillis) {
    Layer embedding = Layer.of(LayerKind.EMBEDDING, code);
    List<Layer> layers = new ArrayList<>(List.of(embedding));
    if (caption != null) {
      layers.add(caption(caption, embedding));
    }
    layers.add(Layer.of(LayerKind.ATTRIBUTES, code.length, new byte[0]));
    return io.gistwire.server.packs.WireGists.toWire(
            io.gistwire.codec.Gist.of(pack().fingerprint(), layers))
        .setCaptureTimeMillis(capturedMillis)
        .build();
  }

  private Layer caption(String text, Layer embedding) {
    try {
      return pack().captioner().orElseThrow().code(text, Optional.of(embedding));
    } catch (GistFormatException e) {
      throw new AssertionError(e);
    }
  }

  /** Stores a gist and returns its name when it is on disk. */
  public String put(String tenant, String source, Gist gist) {
    return putAll(tenant, source, List.of(gist)).get(0);
  }

  /** Stores gists and returns their names when they are on disk. */
  public List<String> putAll(String tenant, String source, List<Gist> gists) {
    return putAll(tenant, source, pack().fingerprint(), gists);
  }

  /** Stores gists of any fingerprint. */
  public List<String> putAll(
      String tenant, String source, CodeFingerprint fingerprint, List<Gist> gists) {
    EpochKey epoch = new EpochKey(new SourceKey(tenant, source), 0xabc);
    EpochLease lease = leases.computeIfAbsent(epoch, key -> ledger.lease(key, 0).join());
    long sequence = sequences.getOrDefault(epoch, lease.heldThrough());
    List<Submission> submissions = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Gist gist : gists) {
      submissions.add(Submission.Put.of(++sequence, fingerprint, gist));
      names.add(new GistKey(epoch, sequence).toName());
    }
    sequences.put(epoch, sequence);
    ledger.append(lease, submissions).join();
    return names;
  }

  @Override
  public void close() throws Exception {
    channel.shutdownNow();
    server.shutdownNow().awaitTermination();
    executor.close();
    watches.close();
    indexes.close();
    packs.close();
    ledger.close();
    folder.close();
  }
}
