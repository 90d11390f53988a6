package io.gistwire.server.search;

import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.server.index.NearestRequest;
import io.gistwire.server.paging.PageSize;
import io.gistwire.server.paging.PageTokens;

/**
 * Which part of a ranking is asked for.
 *
 * @param offset hits before this page
 * @param size most hits on it
 * @param position later gists are left out, so that pages do not shift; {@link Long#MAX_VALUE} on
 *     the first page
 */
record SearchPage(int offset, int size, long position) {
  private static final int DEFAULT_SIZE = 10;

  static SearchPage of(SearchRequest request, PageTokens tokens, String tenant) {
    int size = PageSize.of(request.getPageSize(), DEFAULT_SIZE);
    if (request.getPageToken().isEmpty()) {
      return new SearchPage(0, size, Long.MAX_VALUE);
    }
    SearchRequest bare = request.toBuilder().clearPageToken().build();
    String[] cursor = tokens.open(tenant, bare, request.getPageToken()).split(":");
    return new SearchPage(Integer.parseInt(cursor[0]), size, Long.parseLong(cursor[1]));
  }

  int end() {
    return Math.min(NearestRequest.MAX_COUNT, offset + size);
  }

  /** One more than fits, to know whether there is a next page. */
  int wanted() {
    return Math.min(NearestRequest.MAX_COUNT, end() + 1);
  }

  String nextToken(SearchRequest request, PageTokens tokens, String tenant, long through) {
    SearchRequest bare = request.toBuilder().clearPageToken().build();
    return tokens.seal(tenant, bare, end() + ":" + through);
  }
}
