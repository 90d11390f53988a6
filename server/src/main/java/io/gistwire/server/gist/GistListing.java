package io.gistwire.server.gist;

import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.proto.v1.ListGistsResponse;
import io.gistwire.proto.v1.ListSourcesRequest;
import io.gistwire.proto.v1.ListSourcesResponse;
import io.gistwire.proto.v1.Source;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.calls.Call;
import io.gistwire.server.filter.CompiledFilter;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.SourceRecord;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.paging.PageSize;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.view.GistMask;
import io.gistwire.server.view.GistView;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Lists in pages. A page may be short, even empty, when a filter takes little, and short when its
 * captions take long to read: the next goes on.
 */
final class GistListing {
  private static final int DEFAULT_GISTS = 50;
  private static final int DEFAULT_SOURCES = 100;
  private static final int MAX_LOOKED_AT = 20_000;

  private final Ledger ledger;
  private final PackIndexes indexes;
  private final PageTokens tokens;
  private final Predicate<SourceKey> isConnected;

  GistListing(
      Ledger ledger, PackIndexes indexes, PageTokens tokens, Predicate<SourceKey> isConnected) {
    this.ledger = ledger;
    this.indexes = indexes;
    this.tokens = tokens;
    this.isConnected = isConnected;
  }

  ListGistsResponse gists(Call call, ListGistsRequest request) {
    int pageSize = PageSize.of(request.getPageSize(), DEFAULT_GISTS);
    GistMask mask = GistMask.of(request.getReadMask(), GistMask.withoutGist());
    CompiledFilter filter =
        CompiledFilter.of(request.getParent(), request.getFilter(), call.caller()).among(indexes);
    ListGistsRequest untokened = request.toBuilder().clearPageToken().build();
    long before =
        request.getPageToken().isEmpty()
            ? Long.MAX_VALUE
            : position(tokens.open(call.tenant(), untokened, request.getPageToken()));
    ListGistsResponse.Builder page = ListGistsResponse.newBuilder();
    fill(page, pageSize, mask, filter, call, before)
        .ifPresent(
            next ->
                page.setNextPageToken(tokens.seal(call.tenant(), untokened, Long.toString(next))));
    return page.build();
  }

  /** Where the next page begins; empty when there is none. */
  private OptionalLong fill(
      ListGistsResponse.Builder page,
      int pageSize,
      GistMask mask,
      CompiledFilter filter,
      Call call,
      long begin) {
    // The language model takes up to a second for a long caption, and a page may have a thousand.
    long leftAtHalfTimeMillis = call.remainingMillis() / 2;
    GistView view = GistView.of(indexes);
    long before = begin;
    int lookedAt = 0;
    while (page.getGistsCount() < pageSize && lookedAt < MAX_LOOKED_AT) {
      int wanted = pageSize - page.getGistsCount();
      List<HeldGist> some = ledger.newest(call.tenant(), filter.sources(), before, wanted);
      view.prepare(some, mask);
      for (HeldGist held : some) {
        before = held.position();
        if (filter.takes(held)) {
          page.addGists(view.show(held, mask));
        }
        if (call.remainingMillis() <= leftAtHalfTimeMillis) {
          return OptionalLong.of(before);
        }
        call.check();
      }
      if (some.size() < wanted) {
        return OptionalLong.empty();
      }
      lookedAt += some.size();
    }
    return OptionalLong.of(before);
  }

  private static long position(String cursor) {
    try {
      return Long.parseLong(cursor);
    } catch (NumberFormatException e) {
      throw Refusal.of(
          ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID,
          "page_token: was made by another version; begin again without one");
    }
  }

  ListSourcesResponse sources(Caller caller, ListSourcesRequest request) {
    int pageSize = PageSize.of(request.getPageSize(), DEFAULT_SOURCES);
    ListSourcesRequest untokened = request.toBuilder().clearPageToken().build();
    String after =
        request.getPageToken().isEmpty()
            ? ""
            : tokens.open(caller.tenant(), untokened, request.getPageToken());
    List<SourceRecord> records = ledger.sources(caller.tenant(), after, pageSize);
    ListSourcesResponse.Builder page = ListSourcesResponse.newBuilder();
    for (SourceRecord record : records) {
      if (caller.covers(record.key().source())) {
        page.addSources(show(record));
      }
    }
    if (records.size() == pageSize) {
      String last = records.get(records.size() - 1).key().source();
      page.setNextPageToken(tokens.seal(caller.tenant(), untokened, last));
    }
    return page.build();
  }

  private Source show(SourceRecord record) {
    return Source.newBuilder()
        .setName(record.key().toName())
        .setGistCount(record.gistCount())
        .setLayerBytes(record.layerBytes())
        .setLastReceiveTime(Timestamps.fromMillis(record.lastReceiveMillis()))
        .setConnected(isConnected.test(record.key()))
        .setSkippedCount(record.skippedCount())
        .setRejectedCount(record.rejectedCount())
        .setClockSkewMillis(record.clockSkewMillis())
        .build();
  }
}
