package io.gistwire.client.calls;

import io.gistwire.proto.v1.ClassifyRequest;
import io.gistwire.proto.v1.ClassifyResponse;
import io.gistwire.proto.v1.EmbedPhotoRequest;
import io.gistwire.proto.v1.EmbedPhotoResponse;
import io.gistwire.proto.v1.EmbedTextRequest;
import io.gistwire.proto.v1.EmbedTextResponse;
import io.gistwire.proto.v1.GroupNearDuplicatesRequest;
import io.gistwire.proto.v1.GroupNearDuplicatesResponse;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SampleRequest;
import io.gistwire.proto.v1.SampleResponse;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchResponse;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.grpc.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Search, classification and statistics. Thread-safe. */
public final class SearchCalls {
  private final Unary calls;

  /** Calls on a channel; futures complete on the executor. */
  public SearchCalls(Channel channel, Executor executor) {
    this.calls = new Unary(channel, executor);
  }

  /** The gists nearest to a text. */
  public CompletableFuture<SearchResponse> search(String text, int hits) {
    return search(
        SearchRequest.newBuilder()
            .setQuery(Query.newBuilder().addTerms(QueryTerm.newBuilder().setText(text)))
            .setPageSize(hits)
            .build());
  }

  /** Finds the gists nearest to a query. */
  public CompletableFuture<SearchResponse> search(SearchRequest request) {
    return calls.call(SearchServiceGrpc.getSearchMethod(), request);
  }

  /** Sorts gists by labels given as words. */
  public CompletableFuture<ClassifyResponse> classify(ClassifyRequest request) {
    return calls.call(SearchServiceGrpc.getClassifyMethod(), request);
  }

  /** Turns texts into vectors. */
  public CompletableFuture<EmbedTextResponse> embedText(EmbedTextRequest request) {
    return calls.call(SearchServiceGrpc.getEmbedTextMethod(), request);
  }

  /** Turns a photo into a vector and a code. */
  public CompletableFuture<EmbedPhotoResponse> embedPhoto(EmbedPhotoRequest request) {
    return calls.call(SearchServiceGrpc.getEmbedPhotoMethod(), request);
  }

  /** Groups gists that say nearly the same. */
  public CompletableFuture<GroupNearDuplicatesResponse> groupNearDuplicates(
      GroupNearDuplicatesRequest request) {
    return calls.call(SearchServiceGrpc.getGroupNearDuplicatesMethod(), request);
  }

  /** The most different gists of a range. */
  public CompletableFuture<SampleResponse> sample(SampleRequest request) {
    return calls.call(SearchServiceGrpc.getSampleMethod(), request);
  }
}
