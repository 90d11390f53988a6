package io.gistwire.server.search;

import com.google.protobuf.util.Durations;
import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.proto.v1.GroupNearDuplicatesRequest;
import io.gistwire.proto.v1.GroupNearDuplicatesResponse;
import io.gistwire.proto.v1.NearDuplicateGroup;
import io.gistwire.server.calls.Call;
import io.gistwire.server.filter.CompiledFilter;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.paging.PageSize;
import io.gistwire.server.refusal.Refusal;
import java.util.List;

/** One grouping of near duplicates. */
final class GroupCall {
  private static final float DEFAULT_SIMILARITY = 0.9f;
  private static final int DEFAULT_SIZE = 50;
  private static final int MAX_LISTED = 1000;

  private final SearchParts parts;
  private final Call call;
  private final GroupNearDuplicatesRequest request;
  private final int size;
  private final float minSimilarity;
  private final long maxApartMillis;
  private int offset;
  private long through = Long.MAX_VALUE;

  GroupCall(SearchParts parts, Call call, GroupNearDuplicatesRequest request) {
    this.parts = parts;
    this.call = call;
    this.request = request;
    this.size = PageSize.of(request.getPageSize(), DEFAULT_SIZE);
    this.minSimilarity = similarity(request.getMinSimilarity());
    this.maxApartMillis = apartMillis(request);
    if (!request.getPageToken().isEmpty()) {
      String cursor = parts.tokens().open(call.tenant(), bare(), request.getPageToken());
      offset = Integer.parseInt(cursor.split(":")[0]);
      through = Long.parseLong(cursor.split(":")[1]);
    }
  }

  private GroupNearDuplicatesRequest bare() {
    return request.toBuilder().clearPageToken().build();
  }

  private static float similarity(float asked) {
    if (asked == 0) {
      return DEFAULT_SIMILARITY;
    }
    if (!(asked >= 0.5f && asked <= 1)) {
      throw Refusal.ofField("min_similarity", "is " + asked + "; 0.5 to 1 is allowed");
    }
    return asked;
  }

  private static long apartMillis(GroupNearDuplicatesRequest request) {
    if (!request.hasMaxTimeApart()) {
      return Long.MAX_VALUE;
    }
    if (!Durations.isValid(request.getMaxTimeApart())
        || Durations.isNegative(request.getMaxTimeApart())) {
      throw Refusal.ofField("max_time_apart", "is below 0; take a longer time");
    }
    return Durations.toMillis(request.getMaxTimeApart());
  }

  GroupNearDuplicatesResponse run() throws InterruptedException {
    Scope scope =
        Scope.open(
            parts.indexes(), request.getCodeFingerprint(), parts.ledger(), parts.limits(), call);
    PackIndex packIndex = scope.packIndex();
    through = Math.min(through, scope.position());
    GistFilter filter =
        CompiledFilter.of(request.getFilter(), call.caller()).in(packIndex.pack()).through(through);
    int most = parts.limits().maxGrouped();
    CollectedCodes codes = new CollectedCodes(packIndex.pack().quantizer(), most);
    packIndex.index().scan(call.tenant(), filter, call::check, codes::add);
    if (codes.seen() > most) {
      throw Refusal.ofField(
          "filter",
          "takes " + codes.seen() + " gists; at most " + most + " can be grouped: narrow it");
    }
    return response(
        codes, new DuplicateGroups(codes, minSimilarity, maxApartMillis, call::check).find());
  }

  private GroupNearDuplicatesResponse response(
      CollectedCodes codes, List<DuplicateGroups.Group> groups) {
    GroupNearDuplicatesResponse.Builder response =
        GroupNearDuplicatesResponse.newBuilder().setExaminedCount(codes.seen());
    int end = Math.min(groups.size(), offset + size);
    for (int i = Math.min(offset, end); i < end; i++) {
      call.check();
      response.addGroups(describe(codes, groups.get(i).members()));
    }
    if (end < groups.size()) {
      response.setNextPageToken(parts.tokens().seal(call.tenant(), bare(), end + ":" + through));
    }
    return response.build();
  }

  private static NearDuplicateGroup describe(CollectedCodes codes, List<Integer> members) {
    int middle = nearestToMiddle(codes, members);
    ScoreTable table = codes.table(codes.unitVector(middle));
    float least = 1;
    NearDuplicateGroup.Builder group =
        NearDuplicateGroup.newBuilder()
            .setRepresentative(codes.key(middle).toName())
            .setGistCount(members.size());
    for (int i = 0; i < members.size(); i++) {
      least = Math.min(least, codes.score(table, members.get(i)));
      if (i < MAX_LISTED) {
        group.addGists(codes.key(members.get(i)).toName());
      }
    }
    return group.setMinSimilarity(least).build();
  }

  private static int nearestToMiddle(CollectedCodes codes, List<Integer> members) {
    float[] sum = null;
    for (int member : members) {
      float[] vector = codes.unitVector(member);
      for (int j = 0; sum != null && j < sum.length; j++) {
        sum[j] += vector[j];
      }
      sum = sum == null ? vector : sum;
    }
    ScoreTable middle = codes.table(sum);
    int best = members.get(0);
    for (int member : members) {
      best = codes.score(middle, member) > codes.score(middle, best) ? member : best;
    }
    return best;
  }
}
