package io.gistwire.client.calls;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.CreateGistResponse;
import io.gistwire.proto.v1.DeleteGistRequest;
import io.gistwire.proto.v1.DeleteGistResponse;
import io.gistwire.proto.v1.DescribeGistRequest;
import io.gistwire.proto.v1.DescribeGistResponse;
import io.gistwire.proto.v1.ExportGistsRequest;
import io.gistwire.proto.v1.ExportGistsResponse;
import io.gistwire.proto.v1.FollowGistsRequest;
import io.gistwire.proto.v1.FollowGistsResponse;
import io.gistwire.proto.v1.GetGistRequest;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.proto.v1.ListGistsResponse;
import io.gistwire.proto.v1.ListSourcesRequest;
import io.gistwire.proto.v1.ListSourcesResponse;
import io.gistwire.proto.v1.RenderGistRequest;
import io.gistwire.proto.v1.RenderGistResponse;
import io.gistwire.proto.v1.RequestLayersRequest;
import io.gistwire.proto.v1.RequestLayersResponse;
import io.gistwire.proto.v1.StoredGist;
import io.grpc.Channel;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Calls about single gists. Thread-safe. */
public final class GistCalls {
  private final Unary calls;
  private final Lifetime lifetime;

  /** Calls on a channel; futures complete on the executor, followers end with the lifetime. */
  public GistCalls(Channel channel, Executor executor, Lifetime lifetime) {
    this.calls = new Unary(channel, executor);
    this.lifetime = lifetime;
  }

  /** Lets the server encode a photo and keep its gist; complete when it is on its disk. */
  public CompletableFuture<StoredGist> create(String source, byte[] photo) {
    return create(
            CreateGistRequest.newBuilder()
                .setParent("sources/" + source)
                .setPhoto(ByteString.copyFrom(photo))
                .setRequestId(UUID.randomUUID().toString())
                .build())
        .thenApply(CreateGistResponse::getGist);
  }

  /** Keeps a gist without a stream. */
  public CompletableFuture<CreateGistResponse> create(CreateGistRequest request) {
    return calls.call(GistServiceGrpc.getCreateGistMethod(), request);
  }

  /** Reads one gist, {@code sources/*}{@code /gists/*}. */
  public CompletableFuture<StoredGist> get(String name) {
    return calls
        .call(GistServiceGrpc.getGetGistMethod(), GetGistRequest.newBuilder().setName(name).build())
        .thenApply(response -> response.getGist());
  }

  /** One page of gists, newest first. */
  public CompletableFuture<ListGistsResponse> list(ListGistsRequest request) {
    return calls.call(GistServiceGrpc.getListGistsMethod(), request);
  }

  /** Deletes one gist. */
  public CompletableFuture<DeleteGistResponse> delete(DeleteGistRequest request) {
    return calls.call(GistServiceGrpc.getDeleteGistMethod(), request);
  }

  /** States what a gist contains. */
  public CompletableFuture<DescribeGistResponse> describe(DescribeGistRequest request) {
    return calls.call(GistServiceGrpc.getDescribeGistMethod(), request);
  }

  /** Paints a gist. */
  public CompletableFuture<RenderGistResponse> render(RenderGistRequest request) {
    return calls.call(GistServiceGrpc.getRenderGistMethod(), request);
  }

  /** Requests more layers of gists from the devices that sent them; answers before they come. */
  public CompletableFuture<RequestLayersResponse> requestLayers(RequestLayersRequest request) {
    return calls.call(GistServiceGrpc.getRequestLayersMethod(), request);
  }

  /** Gists as files, in the order of the log. */
  public ResultStream<ExportGistsResponse> export(ExportGistsRequest request) {
    return calls.stream(GistServiceGrpc.getExportGistsMethod(), request);
  }

  /**
   * Gists as they are stored and names of those that are deleted, in the order of the log. A
   * connection that is lost is made again and the stream goes on after the last message, so that
   * nothing is missed or returned twice; other failures are thrown. Ends, so that {@code hasNext()}
   * returns false, when it is closed or the client is.
   */
  public ResultStream<FollowGistsResponse> follow(FollowGistsRequest request) {
    return ResumingStream.within(lifetime, new Arrivals(calls, request));
  }

  /** Goes on after the last position of the log. */
  private static final class Arrivals
      implements ResumingStream.Source<FollowGistsResponse, FollowGistsResponse> {
    private final Unary calls;
    private FollowGistsRequest request;

    Arrivals(Unary calls, FollowGistsRequest request) {
      this.calls = calls;
      this.request = request;
    }

    @Override
    public ResultStream<FollowGistsResponse> start() {
      return calls.stream(GistServiceGrpc.getFollowGistsMethod(), request);
    }

    @Override
    public @Nullable FollowGistsResponse read(FollowGistsResponse message) {
      request = request.toBuilder().setAfterPosition(message.getPosition()).build();
      boolean isSilent = message.getKindCase() == FollowGistsResponse.KindCase.KIND_NOT_SET;
      return isSilent ? null : message;
    }
  }

  /** One page of sources. */
  public CompletableFuture<ListSourcesResponse> sources(ListSourcesRequest request) {
    return calls.call(GistServiceGrpc.getListSourcesMethod(), request);
  }
}
