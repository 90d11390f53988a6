package io.gistwire.bench.growth;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.Figures.Better;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.process.ServerOptions;
import io.gistwire.cli.process.ServerProcess;
import io.gistwire.client.GistStream;
import io.gistwire.codec.Layer;
import io.gistwire.proto.v1.AdminServiceGrpc;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.CreateTokenRequest;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.GetStatsRequest;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.ListSourcesRequest;
import io.gistwire.proto.v1.ListSourcesResponse;
import io.gistwire.proto.v1.ListTokensRequest;
import io.gistwire.proto.v1.ListTokensResponse;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.gistwire.proto.v1.Token;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Measures a server with many sources of one gist each, or with many tenants of one token each. */
final class ManyNames {
  private static final int IN_FLIGHT = 64;
  private static final int PAGE = 1_000;
  private static final int TIMES = 100;
  private static final int FILTERED = 100;
  private static final int DEADLINE_SECONDS = 600;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final String heap;
  private final GrowthGists gists;
  private final Figures figures;

  ManyNames(String heap, GrowthGists gists, Figures figures) {
    this.heap = heap;
    this.gists = gists;
    this.figures = figures;
  }

  /** A work that is timed. */
  @FunctionalInterface
  private interface Timed {
    void run(int number) throws IOException;
  }

  private void lower(String name, double value, String unit) {
    figures.add("growth_" + name, value, unit, null, Better.LOWER);
  }

  private void time(String name, String suffix, int times, Timed work) throws IOException {
    double[] millis = new double[times];
    for (int i = -times / 4; i < times; i++) {
      long begin = System.nanoTime();
      work.run(Math.max(i, 0));
      if (i >= 0) {
        millis[i] = (System.nanoTime() - begin) / 1e6;
      }
    }
    Arrays.sort(millis);
    lower(name + "_p50_millis" + suffix, millis[times / 2], "ms");
    lower(name + "_p99_millis" + suffix, millis[(int) (times * 0.99)], "ms");
  }

  private static String source(int number) {
    return String.format(Locale.ROOT, "s-%07d", number);
  }

  /** Measures so many sources on a server of its own. */
  void sources(Path folder, int count) throws IOException, InterruptedException {
    String suffix = "_" + count + "_sources";
    try (GrowthServer server = GrowthServer.start(folder, heap, List.of())) {
      long begin = System.nanoTime();
      fill(List.of(server.client().channel()), count, ManyNames::source);
      lower("fill_micros" + suffix, (System.nanoTime() - begin) / 1e3 / count, "us/source");
      lower("resident_mib" + suffix, server.residentBytes() / 1048576.0, "MiB");
      listing(server, count, suffix);
      opening(server, count, suffix);
      searching(server, count, suffix);
      restart(server, suffix);
    }
  }

  private interface Named {
    String source(int number);
  }

  /** One gist for each number, over these channels in turn. */
  private void fill(List<Channel> channels, int count, Named names)
      throws IOException, InterruptedException {
    Semaphore free = new Semaphore(IN_FLIGHT);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < count && failure.get() == null; i++) {
      free.acquire();
      var answer =
          GistServiceGrpc.newFutureStub(channels.get(i % channels.size()))
              .createGist(request(names.source(i)));
      answer.addListener(
          () -> {
            free.release();
            try {
              answer.get();
            } catch (Exception e) {
              failure.compareAndSet(null, e);
            }
          },
          Runnable::run);
    }
    free.acquire(IN_FLIGHT);
    if (failure.get() != null) {
      throw new IOException("a gist was not stored: " + failure.get(), failure.get());
    }
  }

  private CreateGistRequest request(String source) {
    io.gistwire.codec.Gist gist = gists.next();
    var layers = io.gistwire.proto.v1.Gist.newBuilder();
    for (Layer layer : gist.layers()) {
      layers.addLayers(
          io.gistwire.proto.v1.Layer.newBuilder()
              .setKindValue(layer.kind().number())
              .setConditionedStages(layer.conditionedStages())
              .setData(com.google.protobuf.ByteString.copyFrom(layer.toByteArray())));
    }
    return CreateGistRequest.newBuilder()
        .setParent("sources/" + source)
        .setCodeFingerprint(
            com.google.protobuf.ByteString.copyFrom(gist.fingerprint().toByteArray()))
        .setGist(layers)
        .build();
  }

  private void listing(GrowthServer server, int count, String suffix) throws IOException {
    var service = GistServiceGrpc.newBlockingStub(server.client().channel());
    AtomicReference<String> token = new AtomicReference<>("");
    int pages = Math.max(1, Math.min(TIMES, count / PAGE));
    time(
        "list_sources",
        suffix,
        pages,
        number -> {
          ListSourcesResponse page =
              service.listSources(
                  ListSourcesRequest.newBuilder()
                      .setPageSize(PAGE)
                      .setPageToken(token.get())
                      .build());
          token.set(page.getNextPageToken());
        });
    time(
        "stats",
        suffix,
        TIMES,
        number ->
            AdminServiceGrpc.newBlockingStub(server.client().channel())
                .getStats(GetStatsRequest.getDefaultInstance()));
  }

  private void opening(GrowthServer server, int count, String suffix) throws IOException {
    time(
        "session_to_first_ack",
        suffix,
        TIMES,
        number -> {
          try (GistStream stream = server.client().open(source(count / TIMES * number))) {
            stream.send(gists.next()).delivered().toCompletableFuture().join();
          }
        });
  }

  private void searching(GrowthServer server, int count, String suffix) throws IOException {
    var search = SearchServiceGrpc.newBlockingStub(server.client().channel());
    for (int filtered : new int[] {1, FILTERED}) {
      Filter.Builder filter = Filter.newBuilder();
      for (int i = 0; i < filtered; i++) {
        filter.addSources("sources/" + source(count / filtered * i));
      }
      time("search_in_" + filtered, suffix, TIMES, number -> search.search(search(filter.build())));
    }
  }

  private SearchRequest search(Filter filter) {
    QueryTerm term =
        QueryTerm.newBuilder()
            .setCode(com.google.protobuf.ByteString.copyFrom(gists.query()))
            .build();
    return SearchRequest.newBuilder()
        .setQuery(Query.newBuilder().addTerms(term))
        .setFilter(filter)
        .setReadMask(com.google.protobuf.FieldMask.newBuilder().addPaths("name"))
        .setPageSize(10)
        .build();
  }

  private void restart(GrowthServer server, String suffix)
      throws IOException, InterruptedException {
    server.restart();
    lower("start_seconds" + suffix, server.startSeconds(), "s");
  }

  /** Measures so many tenants, each with a token, a source and a gist, on a server of its own. */
  void tenants(Path folder, int count) throws IOException, InterruptedException {
    String suffix = "_" + count + "_tenants";
    String operator = operatorToken(folder);
    try (GrowthServer server = GrowthServer.start(folder, heap, List.of("gistwire.auth=token"))) {
      Channel admin = as(server, operator);
      List<String> secrets = new ArrayList<>();
      long begin = System.nanoTime();
      for (int i = 0; i < count; i++) {
        secrets.add(token(admin, String.format(Locale.ROOT, "t-%06d", i)));
      }
      lower("create_token_micros" + suffix, (System.nanoTime() - begin) / 1e3 / count, "us");
      List<Channel> channels = new ArrayList<>();
      secrets.forEach(secret -> channels.add(as(server, secret)));
      begin = System.nanoTime();
      fill(channels, count, number -> "cam");
      lower("fill_micros" + suffix, (System.nanoTime() - begin) / 1e3 / count, "us/gist");
      lower("resident_mib" + suffix, server.residentBytes() / 1048576.0, "MiB");
      calls(admin, channels, suffix);
      restart(server, suffix);
    }
  }

  private void calls(Channel admin, List<Channel> channels, String suffix) throws IOException {
    Filter all = Filter.getDefaultInstance();
    time(
        "search",
        suffix,
        TIMES,
        number ->
            SearchServiceGrpc.newBlockingStub(channels.get(channels.size() / TIMES * number))
                .search(search(all)));
    time(
        "stats",
        suffix,
        TIMES,
        number ->
            AdminServiceGrpc.newBlockingStub(admin).getStats(GetStatsRequest.getDefaultInstance()));
    AtomicReference<String> page = new AtomicReference<>("");
    time(
        "list_tokens",
        suffix,
        Math.max(1, channels.size() / PAGE),
        number -> {
          ListTokensResponse answer =
              AdminServiceGrpc.newBlockingStub(admin)
                  .listTokens(
                      ListTokensRequest.newBuilder()
                          .setPageSize(PAGE)
                          .setPageToken(page.get())
                          .build());
          page.set(answer.getNextPageToken());
        });
  }

  private static Channel as(GrowthServer server, String secret) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + secret);
    return ClientInterceptors.intercept(
        server.client().channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static String token(Channel admin, String tenant) {
    return AdminServiceGrpc.newBlockingStub(admin)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .createToken(
            CreateTokenRequest.newBuilder()
                .setToken(
                    Token.newBuilder()
                        .setTenant(tenant)
                        .addPermissions(Permission.PERMISSION_SEND)
                        .addPermissions(Permission.PERMISSION_READ)
                        .addPermissions(Permission.PERMISSION_WRITE))
                .build())
        .getSecret();
  }

  private static String operatorToken(Path folder) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(ServerProcess.command(ServerOptions.onFreePorts(folder)));
    command.addAll(List.of("token", "create", "--operator"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new CommandException("The server made no token for an operator: " + text.strip(), "");
    }
    String stripped = text.stripTrailing();
    return stripped.substring(stripped.lastIndexOf(' ') + 1).strip();
  }
}
