package io.gistwire.server.search;

import io.gistwire.proto.v1.ClassifyRequest;
import io.gistwire.proto.v1.ClassifyResponse;
import io.gistwire.proto.v1.EmbedPhotoRequest;
import io.gistwire.proto.v1.EmbedPhotoResponse;
import io.gistwire.proto.v1.EmbedTextRequest;
import io.gistwire.proto.v1.EmbedTextResponse;
import io.gistwire.proto.v1.GroupNearDuplicatesRequest;
import io.gistwire.proto.v1.GroupNearDuplicatesResponse;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SampleRequest;
import io.gistwire.proto.v1.SampleResponse;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchResponse;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.gistwire.server.calls.CallExecutor;
import io.gistwire.server.calls.Lane;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.query.QueryReader;
import io.gistwire.server.query.TermReader;
import io.grpc.stub.StreamObserver;

/** {@code gistwire.v1.SearchService}. Thread-safe; does its work on the executor's threads. */
public class GistSearchService extends SearchServiceGrpc.SearchServiceImplBase {
  private static final Permission READ = Permission.PERMISSION_READ;

  private final SearchParts parts;
  private final CallExecutor executor;

  /** Searches in these indexes. */
  public GistSearchService(
      PackIndexes indexes,
      Ledger ledger,
      PageTokens tokens,
      SearchLimits limits,
      CallExecutor executor) {
    TermReader terms = new TermReader(ledger);
    this.parts = new SearchParts(indexes, ledger, new QueryReader(terms), terms, tokens, limits);
    this.executor = executor;
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
    executor.answer(
        observer, READ, laneOf(request), call -> new SearchCall(parts, call, request).run());
  }

  /** Decoding a photo takes as long as many searches. */
  private static Lane laneOf(SearchRequest request) {
    boolean hasPhoto = request.getQuery().getTermsList().stream().anyMatch(QueryTerm::hasPhoto);
    return hasPhoto ? Lane.HEAVY : Lane.SEARCH;
  }

  @Override
  public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> observer) {
    executor.answer(
        observer, READ, Lane.HEAVY, call -> new ClassifyCall(parts, call, request).run());
  }

  @Override
  public void embedText(EmbedTextRequest request, StreamObserver<EmbedTextResponse> observer) {
    executor.answer(observer, READ, Lane.HEAVY, call -> EmbedCalls.texts(parts, call, request));
  }

  @Override
  public void embedPhoto(EmbedPhotoRequest request, StreamObserver<EmbedPhotoResponse> observer) {
    executor.answer(observer, READ, Lane.HEAVY, call -> EmbedCalls.photo(parts, request));
  }

  @Override
  public void groupNearDuplicates(
      GroupNearDuplicatesRequest request, StreamObserver<GroupNearDuplicatesResponse> observer) {
    executor.answer(observer, READ, Lane.HEAVY, call -> new GroupCall(parts, call, request).run());
  }

  @Override
  public void sample(SampleRequest request, StreamObserver<SampleResponse> observer) {
    executor.answer(observer, READ, Lane.HEAVY, call -> new SampleCall(parts, call, request).run());
  }
}
