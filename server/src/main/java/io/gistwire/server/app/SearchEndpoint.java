package io.gistwire.server.app;

import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.search.GistSearchService;
import io.gistwire.server.search.SearchLimits;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Inject;

/** {@code gistwire.v1.SearchService} on Quarkus' gRPC server. */
@GrpcService
class SearchEndpoint extends CheckedEndpoint {
  @Inject
  SearchEndpoint(
      PackIndexes indexes,
      Ledger ledger,
      PageTokens tokens,
      SearchLimits limits,
      ServerThreads threads) {
    super(new GistSearchService(indexes, ledger, tokens, limits, threads.calls()));
  }
}
