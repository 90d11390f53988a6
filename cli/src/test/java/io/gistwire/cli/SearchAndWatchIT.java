package io.gistwire.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import io.gistwire.cli.process.ServerOptions;
import io.gistwire.cli.process.ServerProcess;
import io.gistwire.proto.v1.AcknowledgeAlertRequest;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.ClassLabel;
import io.gistwire.proto.v1.ClassifyRequest;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.DeleteWatchRequest;
import io.gistwire.proto.v1.DescribeGistRequest;
import io.gistwire.proto.v1.EmbedPhotoRequest;
import io.gistwire.proto.v1.EmbedTextRequest;
import io.gistwire.proto.v1.GetWatchRequest;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.GroupNearDuplicatesRequest;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.ListWatchesRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SampleRequest;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.gistwire.proto.v1.TestWatchRequest;
import io.gistwire.proto.v1.UpdateWatchRequest;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.proto.v1.WatchResponse;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every call of search and watches once, against the packaged server with tokens and the bundled
 * pack: by the tenant whose photos are stored, and by another one.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SearchAndWatchIT {
  private static final Duration START_LIMIT = Duration.ofSeconds(180);
  private static final String PARROTS = "two colourful parrots";
  private static final List<String> PHOTOS = List.of("kodim05.jpg", "kodim15.jpg", "kodim23.jpg");

  @TempDir private static Path folder;
  private static ServerProcess server;
  private static ManagedChannel channel;
  private static Tenant ours;
  private static Tenant theirs;
  private static final List<String> NAMES = new ArrayList<>();

  /** The stubs of one tenant, and which calls were made through them. */
  private static final class Tenant implements ClientInterceptor {
    private final Set<String> called = new TreeSet<>();
    private final SearchServiceGrpc.SearchServiceBlockingStub search;
    private final WatchServiceGrpc.WatchServiceBlockingStub watches;
    private final GistServiceGrpc.GistServiceBlockingStub gists;

    Tenant(String token) {
      Metadata headers = new Metadata();
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
      Channel own =
          ClientInterceptors.intercept(
              channel, MetadataUtils.newAttachHeadersInterceptor(headers), this);
      search = SearchServiceGrpc.newBlockingStub(own);
      watches = WatchServiceGrpc.newBlockingStub(own);
      gists = GistServiceGrpc.newBlockingStub(own);
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      called.add(method.getFullMethodName());
      return next.newCall(method, options);
    }

    /** Fails when a call of a service was left out. */
    void assertCalledAll(ServiceDescriptor service) {
      Set<String> all =
          service.getMethods().stream()
              .map(MethodDescriptor::getFullMethodName)
              .collect(Collectors.toCollection(TreeSet::new));
      all.removeAll(called);
      assertEquals(Set.of(), all, "calls that this test forgot");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    ServerOptions options =
        new ServerOptions(folder.resolve("data"), 0, 0, List.of(), List.of("gistwire.auth=token"));
    String our = token(options, "ours");
    String their = token(options, "theirs");
    server = ServerProcess.start(options, START_LIMIT);
    channel =
        Grpc.newChannelBuilder(
                "localhost:" + server.grpcPort(), InsecureChannelCredentials.create())
            .build();
    ours = new Tenant(our);
    theirs = new Tenant(their);
  }

  private static String token(ServerOptions options, String tenant) throws Exception {
    List<String> command = new ArrayList<>(ServerProcess.command(options));
    command.addAll(List.of("token", "create", tenant, "SEND", "READ", "WRITE"));
    Process made = new ProcessBuilder(command).start();
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, made.waitFor(), said);
    String last = said.lines().reduce((first, second) -> second).orElseThrow();
    return last.substring(last.indexOf(' ') + 1);
  }

  @AfterAll
  static void stop() throws Exception {
    channel.shutdownNow();
    server.close();
  }

  private static ByteString photo(String name) throws IOException {
    try (InputStream in = Main.class.getResourceAsStream("demo/photos/" + name)) {
      return ByteString.readFrom(in);
    }
  }

  private static SearchRequest byText(String text) {
    return byTerm(QueryTerm.newBuilder().setText(text));
  }

  private static SearchRequest byTerm(QueryTerm.Builder term) {
    return SearchRequest.newBuilder().setQuery(Query.newBuilder().addTerms(term)).build();
  }

  private static Watch parrots() {
    Query query = Query.newBuilder().addTerms(QueryTerm.newBuilder().setText(PARROTS)).build();
    return Watch.newBuilder()
        .setCondition(WatchCondition.newBuilder().setQuery(query))
        .setMinScore(0.55f)
        .build();
  }

  private static Alert firstAlert(Iterator<WatchResponse> stream) {
    WatchResponse response = stream.next();
    while (!response.hasAlert()) {
      response = stream.next();
    }
    return response.getAlert();
  }

  private static void assertMissing(Executable call) {
    StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, call);
    assertEquals(Status.Code.NOT_FOUND, refused.getStatus().getCode(), refused.getMessage());
  }

  @Test
  @Order(1)
  void a_watch_is_made_before_the_photos_come() throws Exception {
    Watch made =
        ours.watches
            .createWatch(
                CreateWatchRequest.newBuilder().setWatchId("parrots").setWatch(parrots()).build())
            .getWatch();
    assertEquals("watches/parrots", made.getName());
    for (String name : PHOTOS) {
      CreateGistRequest request =
          CreateGistRequest.newBuilder()
              .setParent("sources/cam")
              .setRequestId(name.replace('.', '-'))
              .addLayers(LayerKind.LAYER_KIND_EMBEDDING)
              .addLayers(LayerKind.LAYER_KIND_CAPTION)
              .setPhoto(photo(name))
              .build();
      NAMES.add(ours.gists.createGist(request).getGist().getName());
    }
  }

  @Test
  @Order(2)
  void a_gist_without_words_of_its_own_is_described_in_the_packs() {
    DescribeGistRequest one = DescribeGistRequest.newBuilder().setName(NAMES.get(2)).build();
    assertFalse(ours.gists.describeGist(one).getComposedCaption().isBlank());
    assertMissing(() -> theirs.gists.describeGist(one));
  }

  @Test
  @Order(2)
  void every_search_call_answers_about_the_photos() throws Exception {
    String parrots = NAMES.get(2);
    assertEquals(parrots, ours.search.search(byText(PARROTS)).getHits(0).getName());
    assertEquals(
        NAMES.get(0),
        ours.search
            .search(byTerm(QueryTerm.newBuilder().setGist(NAMES.get(0))))
            .getHits(0)
            .getName());
    ClassifyRequest.Builder classes =
        ClassifyRequest.newBuilder()
            .addLabels(ClassLabel.newBuilder().setLabel("parrot"))
            .addLabels(ClassLabel.newBuilder().setLabel("motorcycle"));
    assertEquals(PHOTOS.size(), ours.search.classify(classes.build()).getClassifiedCount());
    List<Float> shares =
        ours.search.classify(classes.setGist(parrots).build()).getProbabilitiesList();
    assertTrue(shares.get(0) > shares.get(1), shares.toString());
    var text = ours.search.embedText(EmbedTextRequest.newBuilder().addTexts(PARROTS).build());
    var picture =
        ours.search.embedPhoto(
            EmbedPhotoRequest.newBuilder().setPhoto(photo(PHOTOS.get(2))).build());
    assertEquals(text.getEmbeddings(0).getValuesCount(), picture.getEmbedding().getValuesCount());
    assertEquals(
        parrots,
        ours.search
            .search(byTerm(QueryTerm.newBuilder().setCode(picture.getCode())))
            .getHits(0)
            .getName());
    assertEquals(
        PHOTOS.size(),
        ours.search.sample(SampleRequest.newBuilder().setSampleCount(3).build()).getGistsCount());
    assertEquals(
        PHOTOS.size(),
        ours.search
            .groupNearDuplicates(GroupNearDuplicatesRequest.getDefaultInstance())
            .getExaminedCount());
    ours.assertCalledAll(SearchServiceGrpc.getServiceDescriptor());
  }

  @Test
  @Order(3)
  void another_tenant_finds_nothing_by_any_search_call() throws Exception {
    assertEquals(0, theirs.search.search(byText(PARROTS)).getHitsCount());
    assertMissing(() -> theirs.search.search(byTerm(QueryTerm.newBuilder().setGist(NAMES.get(2)))));
    ClassifyRequest.Builder classes =
        ClassifyRequest.newBuilder().addLabels(ClassLabel.newBuilder().setLabel("parrot"));
    assertEquals(0, theirs.search.classify(classes.build()).getClassifiedCount());
    assertMissing(() -> theirs.search.classify(classes.setGist(NAMES.get(2)).build()));
    assertEquals(0, theirs.search.sample(SampleRequest.getDefaultInstance()).getExaminedCount());
    assertEquals(
        0,
        theirs
            .search
            .groupNearDuplicates(GroupNearDuplicatesRequest.getDefaultInstance())
            .getExaminedCount());
    // These two look at nothing that is stored.
    theirs.search.embedText(EmbedTextRequest.newBuilder().addTexts(PARROTS).build());
    theirs.search.embedPhoto(EmbedPhotoRequest.newBuilder().setPhoto(photo(PHOTOS.get(2))).build());
    theirs.assertCalledAll(SearchServiceGrpc.getServiceDescriptor());
  }

  @Test
  @Order(4)
  void every_watch_call_answers_about_the_alert() {
    Alert heard =
        firstAlert(ours.watches.watch(WatchRequest.newBuilder().setAfterPosition(0).build()));
    assertEquals(NAMES.get(2), heard.getGist());
    assertEquals(
        1, ours.watches.listWatches(ListWatchesRequest.getDefaultInstance()).getWatchesCount());
    Watch held =
        ours.watches
            .getWatch(GetWatchRequest.newBuilder().setName("watches/parrots").build())
            .getWatch();
    Watch renamed =
        ours.watches
            .updateWatch(
                UpdateWatchRequest.newBuilder()
                    .setWatch(held.toBuilder().setDisplayName("birds"))
                    .setUpdateMask(FieldMask.newBuilder().addPaths("display_name"))
                    .build())
            .getWatch();
    assertEquals("birds", renamed.getDisplayName());
    var past = ours.watches.testWatch(TestWatchRequest.newBuilder().setWatch(parrots()).build());
    assertEquals(PHOTOS.size(), past.getExaminedCount());
    assertTrue(
        past.getAlertsList().stream().anyMatch(alert -> alert.getGist().equals(NAMES.get(2))));
    String alert =
        ours.watches
            .listAlerts(ListAlertsRequest.newBuilder().setParent("watches/parrots").build())
            .getAlerts(0)
            .getName();
    assertTrue(
        ours.watches
            .acknowledgeAlert(AcknowledgeAlertRequest.newBuilder().setName(alert).build())
            .getAlert()
            .hasAcknowledgeTime());
  }

  @Test
  @Order(5)
  void another_tenant_sees_no_watch_and_no_alert_by_any_call() {
    String name = "watches/parrots";
    String alert =
        ours.watches
            .listAlerts(ListAlertsRequest.newBuilder().setParent(name).build())
            .getAlerts(0)
            .getName();
    assertMissing(
        () -> theirs.watches.getWatch(GetWatchRequest.newBuilder().setName(name).build()));
    assertEquals(
        0, theirs.watches.listWatches(ListWatchesRequest.getDefaultInstance()).getWatchesCount());
    assertMissing(
        () ->
            theirs.watches.updateWatch(
                UpdateWatchRequest.newBuilder()
                    .setWatch(parrots().toBuilder().setName(name).setDisplayName("mine"))
                    .setUpdateMask(FieldMask.newBuilder().addPaths("display_name"))
                    .build()));
    assertMissing(
        () -> theirs.watches.deleteWatch(DeleteWatchRequest.newBuilder().setName(name).build()));
    assertEquals(
        0, theirs.watches.listAlerts(ListAlertsRequest.getDefaultInstance()).getAlertsCount());
    assertMissing(
        () ->
            theirs.watches.acknowledgeAlert(
                AcknowledgeAlertRequest.newBuilder().setName(alert).build()));
    assertEquals(
        0,
        theirs
            .watches
            .testWatch(TestWatchRequest.newBuilder().setWatch(parrots()).build())
            .getExaminedCount());
    WatchResponse first =
        theirs.watches.watch(WatchRequest.newBuilder().setAfterPosition(0).build()).next();
    assertFalse(first.hasAlert(), first.toString());
    assertMissing(
        () ->
            theirs
                .watches
                .watch(WatchRequest.newBuilder().addWatches(name).setAfterPosition(0).build())
                .next());
    // Making one of the same name is no clash: names are each tenant's own.
    theirs.watches.createWatch(
        CreateWatchRequest.newBuilder().setWatchId("parrots").setWatch(parrots()).build());
    theirs.assertCalledAll(WatchServiceGrpc.getServiceDescriptor());
  }

  @Test
  @Order(6)
  void a_deleted_watch_takes_its_alerts_along_and_every_call_was_made() {
    ours.watches.deleteWatch(DeleteWatchRequest.newBuilder().setName("watches/parrots").build());
    assertEquals(
        0, ours.watches.listAlerts(ListAlertsRequest.getDefaultInstance()).getAlertsCount());
    ours.assertCalledAll(WatchServiceGrpc.getServiceDescriptor());
    assertEquals(
        1, theirs.watches.listWatches(ListWatchesRequest.getDefaultInstance()).getWatchesCount());
  }

  @Test
  @Order(7)
  void the_lags_of_index_and_watches_are_metrics() throws Exception {
    URI address = URI.create("http://localhost:" + server.httpPort() + "/q/metrics");
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    for (String name :
        List.of("gistwire_index_lag", "gistwire_watch_lag_positions", "gistwire_lag_brakes")) {
      assertTrue(response.body().contains("\n" + name), name + " is no metric");
    }
  }
}
