package io.gistwire.server.gist;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.file.GistFileException;
import io.gistwire.proto.file.GistFiles;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.CreateGistResponse;
import io.gistwire.proto.v1.DeleteGistRequest;
import io.gistwire.proto.v1.DeleteGistResponse;
import io.gistwire.proto.v1.DescribeGistRequest;
import io.gistwire.proto.v1.DescribeGistResponse;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.ExportGistsRequest;
import io.gistwire.proto.v1.ExportGistsResponse;
import io.gistwire.proto.v1.FollowGistsRequest;
import io.gistwire.proto.v1.FollowGistsResponse;
import io.gistwire.proto.v1.GetGistRequest;
import io.gistwire.proto.v1.GetGistResponse;
import io.gistwire.proto.v1.GistFile;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.proto.v1.ListGistsResponse;
import io.gistwire.proto.v1.ListSourcesRequest;
import io.gistwire.proto.v1.ListSourcesResponse;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.RenderGistRequest;
import io.gistwire.proto.v1.RenderGistResponse;
import io.gistwire.proto.v1.RequestLayersRequest;
import io.gistwire.proto.v1.RequestLayersResponse;
import io.gistwire.server.audit.AuditLine;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.calls.Call;
import io.gistwire.server.calls.CallExecutor;
import io.gistwire.server.calls.Lane;
import io.gistwire.server.calls.LedgerFutures;
import io.gistwire.server.calls.PacedAnswers;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.SourceNames;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.session.SessionRegistry;
import io.gistwire.server.view.GistMask;
import io.gistwire.server.view.GistView;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;

/** {@code gistwire.v1.GistService}. */
public class StoredGistService extends GistServiceGrpc.GistServiceImplBase {
  private static final Pattern REQUEST_ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
  private static final int MAX_LABELS = 100;
  private static final int DEFAULT_LABELS = 10;

  private final Ledger ledger;
  private final SessionRegistry sessions;
  private final CallExecutor calls;
  private final ExecutorService streams;
  private final PackIndexes indexes;
  private final GistListing listing;
  private final GistCreation creation;
  private final GistDescription description;
  private final GistExport export;
  private final GistFollowers followers;
  private final LayerRequests layers;

  /**
   * The service.
   *
   * @param calls runs unary calls
   * @param streams runs exports; each holds a thread
   */
  public StoredGistService(
      Ledger ledger,
      ServedPacks packs,
      PackIndexes indexes,
      SessionRegistry sessions,
      PageTokens tokens,
      CallExecutor calls,
      ExecutorService streams) {
    this.ledger = ledger;
    this.sessions = sessions;
    this.calls = calls;
    this.streams = streams;
    this.indexes = indexes;
    listing = new GistListing(ledger, indexes, tokens, sessions::isConnected);
    creation = new GistCreation(packs, sessions.limits().maxGistBytes());
    description = new GistDescription(packs, indexes);
    export = new GistExport(ledger, indexes);
    followers = new GistFollowers(ledger, indexes, calls);
    layers = new LayerRequests(ledger, sessions, key -> require(key).gist());
  }

  @Override
  public void createGist(CreateGistRequest request, StreamObserver<CreateGistResponse> observer) {
    Lane lane = request.hasPhoto() ? Lane.HEAVY : Lane.QUICK;
    calls.answer(observer, Permission.PERMISSION_SEND, lane, call -> create(call, request));
  }

  private CreateGistResponse create(Call call, CreateGistRequest request)
      throws InterruptedException {
    String source =
        SourceNames.parse(request.getParent())
            .orElseThrow(
                () ->
                    Refusal.of(
                            ErrorReason.ERROR_REASON_SOURCE_INVALID,
                            "parent '"
                                + Refusal.shown(request.getParent())
                                + "' is no source; sources/NAME is")
                        .with("source", request.getParent()));
    call.caller().requireSource(source);
    Optional<String> requestId = requestId(request.getRequestId());
    sessions.checkQuota(call.caller());
    Submission.Put put = creation.read(request);
    LedgerFutures.requireRunning(ledger);
    sessions.admitLayers(call.caller(), put.layerBytes());
    CompletableFuture<GistKey> written =
        ledger.create(new SourceKey(call.tenant(), source), requestId, put);
    written.whenComplete((key, failure) -> sessions.arrived(call.caller(), put.layerBytes()));
    HeldGist held = require(LedgerFutures.await(written, call.remainingMillis()));
    return CreateGistResponse.newBuilder()
        .setGist(GistView.of(indexes).show(held, GistMask.all()))
        .build();
  }

  private static Optional<String> requestId(String id) {
    if (!id.isEmpty() && !REQUEST_ID.matcher(id).matches()) {
      throw Refusal.ofField(
          "request_id",
          "'" + Refusal.shown(id) + "'; 1 to 64 characters of a-z, A-Z, 0-9, '-', '_' are allowed");
    }
    return id.isEmpty() ? Optional.empty() : Optional.of(id);
  }

  @Override
  public void getGist(GetGistRequest request, StreamObserver<GetGistResponse> observer) {
    calls.answer(observer, Permission.PERMISSION_READ, call -> get(call, request));
  }

  private GetGistResponse get(Call call, GetGistRequest request) {
    GistMask mask = GistMask.of(request.getReadMask(), GistMask.all());
    HeldGist held = require(GistNames.key(call.caller(), "name", request.getName()));
    return GetGistResponse.newBuilder()
        .setGist(GistView.of(indexes).show(held, mask, Set.copyOf(request.getLayersList())))
        .build();
  }

  private HeldGist require(GistKey key) {
    return ledger.find(key).orElseThrow(() -> missing(key));
  }

  private Refusal missing(GistKey key) {
    if (ledger.isConsumed(key)) {
      return Refusal.of(
              ErrorReason.ERROR_REASON_GIST_DELETED,
              key.toName() + " was removed: deleted, aged out, skipped or rejected")
          .with("name", key.toName());
    }
    return Refusal.ofMissing(key.toName());
  }

  @Override
  public void listGists(ListGistsRequest request, StreamObserver<ListGistsResponse> observer) {
    calls.answer(
        observer, Permission.PERMISSION_READ, Lane.SEARCH, call -> listing.gists(call, request));
  }

  @Override
  public void listSources(
      ListSourcesRequest request, StreamObserver<ListSourcesResponse> observer) {
    calls.answer(
        observer, Permission.PERMISSION_READ, call -> listing.sources(call.caller(), request));
  }

  @Override
  public void deleteGist(DeleteGistRequest request, StreamObserver<DeleteGistResponse> observer) {
    calls.answer(observer, Permission.PERMISSION_WRITE, call -> delete(call, request));
  }

  private DeleteGistResponse delete(Call call, DeleteGistRequest request)
      throws InterruptedException {
    GistKey key = GistNames.key(call.caller(), "name", request.getName());
    LedgerFutures.requireRunning(ledger);
    OptionalLong position = LedgerFutures.await(ledger.delete(key), call.remainingMillis());
    if (position.isEmpty() && !request.getAllowMissing()) {
      throw missing(key);
    }
    if (position.isPresent()) {
      AuditLine.of("gist.delete", call.caller().token())
          .with("tenant", call.tenant())
          .with("gist", key.toName())
          .log();
    }
    return DeleteGistResponse.newBuilder().setPosition(position.orElse(0)).build();
  }

  @Override
  public void describeGist(
      DescribeGistRequest request, StreamObserver<DescribeGistResponse> observer) {
    calls.answer(
        observer, Permission.PERMISSION_READ, Lane.SEARCH, call -> describe(call, request));
  }

  private DescribeGistResponse describe(Call call, DescribeGistRequest request) {
    int asked = request.getMaxLabels();
    if (asked < 0 || asked > MAX_LABELS) {
      throw Refusal.ofField(
          "max_labels", Integer.toUnsignedString(asked) + "; 0 to " + MAX_LABELS + " are allowed");
    }
    int maxLabels = asked == 0 ? DEFAULT_LABELS : asked;
    switch (request.getTargetCase()) {
      case NAME:
        HeldGist held = require(GistNames.key(call.caller(), "name", request.getName()));
        return description.describe(held.fingerprint(), held.gist(), maxLabels);
      case FILE:
        GistFile file = checked(request.getFile());
        CodeFingerprint code = CodeFingerprint.of(file.getCodeFingerprint().toByteArray());
        return description.describe(code, file.getGist(), maxLabels);
      default:
        throw Refusal.ofField("target", "is missing; send either name or file");
    }
  }

  private GistFile checked(GistFile file) {
    int size = file.getGist().getSerializedSize();
    int most = sessions.limits().maxGistBytes();
    if (size > most) {
      throw Refusal.ofField(
          "file", "its gist has " + size + " bytes; at most " + most + " are allowed");
    }
    try {
      GistFiles.check(file);
      return file;
    } catch (GistFileException e) {
      throw Refusal.ofField("file", e.getMessage());
    }
  }

  @Override
  public void renderGist(RenderGistRequest request, StreamObserver<RenderGistResponse> observer) {
    calls.answer(
        observer,
        Permission.PERMISSION_READ,
        call -> {
          throw Refusal.of(
              ErrorReason.ERROR_REASON_NOT_SERVED,
              "this server paints no gists; DescribeGist describes what a gist contains");
        });
  }

  @Override
  public void exportGists(
      ExportGistsRequest request, StreamObserver<ExportGistsResponse> observer) {
    PacedAnswers.answer(
        observer,
        streams,
        () -> Caller.current().require(Permission.PERMISSION_READ),
        (caller, answers) -> export.run(caller, request, answers));
  }

  @Override
  public void followGists(
      FollowGistsRequest request, StreamObserver<FollowGistsResponse> observer) {
    followers.follow(request, (ServerCallStreamObserver<FollowGistsResponse>) observer);
  }

  /** Tells every follower of gists the position, so that it knows the stream is alive. */
  public void signsOfLife() {
    followers.signsOfLife();
  }

  @Override
  public void requestLayers(
      RequestLayersRequest request, StreamObserver<RequestLayersResponse> observer) {
    calls.answer(
        observer, Permission.PERMISSION_WRITE, call -> layers.request(call.caller(), request));
  }
}
