package io.gistwire.server.app;

import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.watch.calls.StandingQueryService;
import io.gistwire.server.watch.matching.Watches;
import io.gistwire.server.webhook.HookRules;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Inject;

/** {@code gistwire.v1.WatchService} on Quarkus' gRPC server. */
@GrpcService
class WatchEndpoint extends CheckedEndpoint {
  @Inject
  WatchEndpoint(
      Watches watches,
      PageTokens tokens,
      SearchSettings settings,
      HookRules hooks,
      ServerThreads threads) {
    super(new StandingQueryService(watches, tokens, settings.maxWatches(), hooks, threads.calls()));
  }
}
