package io.gistwire.server.app;

import io.gistwire.server.gist.StoredGistService;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.session.SessionRegistry;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Inject;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** {@code gistwire.v1.GistService} on Quarkus' gRPC server. */
@GrpcService
class GistEndpoint extends CheckedEndpoint {
  private static final int SIGN_OF_LIFE_SECONDS = 10;

  @Inject
  GistEndpoint(
      Ledger ledger,
      ServedPacks packs,
      PackIndexes indexes,
      SessionRegistry sessions,
      PageTokens tokens,
      ServerThreads threads) {
    this(
        new StoredGistService(
            ledger, packs, indexes, sessions, tokens, threads.calls(), threads.streams()),
        threads.timer());
  }

  private GistEndpoint(StoredGistService service, ScheduledExecutorService timer) {
    super(service);
    timer.scheduleAtFixedRate(
        service::signsOfLife, SIGN_OF_LIFE_SECONDS, SIGN_OF_LIFE_SECONDS, TimeUnit.SECONDS);
  }
}
