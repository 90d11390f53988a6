package io.gistwire.server.app;

import io.gistwire.server.packs.ServedPackService;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.paging.PageTokens;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Inject;

/** {@code gistwire.v1.PackService} on Quarkus' gRPC server. */
@GrpcService
class PackEndpoint extends CheckedEndpoint {
  @Inject
  PackEndpoint(ServedPacks packs, PageTokens tokens, ServerThreads threads) {
    super(new ServedPackService(packs, tokens, threads.calls(), threads.streams()));
  }
}
