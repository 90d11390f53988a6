package io.gistwire.server.app;

import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.search.GistSearchService;
import io.gistwire.server.search.SearchLimits;
import io.gistwire.server.spaces.Spaces;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Inject;

/** {@code gistwire.v1.SearchService} on Quarkus' gRPC server. */
@GrpcService
class SearchEndpoint extends CheckedEndpoint {
  @Inject
  SearchEndpoint(
      Spaces spaces, Ledger ledger, PageTokens tokens, SearchLimits limits, ServerThreads threads) {
    super(new GistSearchService(spaces, ledger, tokens, limits, threads.calls()));
  }
}
