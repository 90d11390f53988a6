package io.gistwire.client.calls;

import io.gistwire.proto.v1.DownloadPackRequest;
import io.gistwire.proto.v1.DownloadPackResponse;
import io.gistwire.proto.v1.GetPackRequest;
import io.gistwire.proto.v1.ListPacksRequest;
import io.gistwire.proto.v1.ListPacksResponse;
import io.gistwire.proto.v1.Pack;
import io.gistwire.proto.v1.PackServiceGrpc;
import io.grpc.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The packs that the server offers. Thread-safe. */
public final class PackCalls {
  private final Unary calls;

  /** Calls on a channel; futures complete on the executor. */
  public PackCalls(Channel channel, Executor executor) {
    this.calls = new Unary(channel, executor);
  }

  /** One page of packs, the current one first. */
  public CompletableFuture<ListPacksResponse> list(ListPacksRequest request) {
    return calls.call(PackServiceGrpc.getListPacksMethod(), request);
  }

  /** One pack's description; {@code packs/current} for the current one. */
  public CompletableFuture<Pack> get(String name) {
    return calls
        .call(PackServiceGrpc.getGetPackMethod(), GetPackRequest.newBuilder().setName(name).build())
        .thenApply(response -> response.getPack());
  }

  /** The device part's zip in pieces, from any offset. */
  public ResultStream<DownloadPackResponse> download(DownloadPackRequest request) {
    return calls.stream(PackServiceGrpc.getDownloadPackMethod(), request);
  }
}
