package io.gistwire.server.app;

import io.gistwire.server.gist.StoredGistService;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.session.SessionRegistry;
import io.gistwire.server.spaces.Spaces;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Inject;

/** {@code gistwire.v1.GistService} on Quarkus' gRPC server. */
@GrpcService
class GistEndpoint extends CheckedEndpoint {
  @Inject
  GistEndpoint(
      Ledger ledger,
      ServedPacks packs,
      Spaces spaces,
      SessionRegistry sessions,
      PageTokens tokens,
      ServerThreads threads) {
    super(
        new StoredGistService(
            ledger, packs, spaces, sessions, tokens, threads.calls(), threads.streams()));
  }
}
