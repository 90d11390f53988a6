package io.gistwire.bench.search;

import io.gistwire.client.GistwireClient;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SearchHit;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchServiceGrpc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;

/** Searches a server for each photo by each of its captions, and counts how often it is found. */
final class CaptionQuestions {
  private static final int[] AT = {1, 5, 10};
  private static final int DEPTH = 20;
  private static final int MOST_WAITS = 600;
  private static final long WAIT_MILLIS = 1_000;

  /** How often the photo was among the first 1, 5 and 10, in percent. */
  record Recall(double at1, double at5, double at10) {}

  private final SearchServiceGrpc.SearchServiceBlockingStub search;
  private final StoredPhotos stored;
  private final IntConsumer progress;

  /** Queries a server; {@code progress} is given the number of photos that were asked for. */
  CaptionQuestions(GistwireClient client, StoredPhotos stored, IntConsumer progress) {
    this.search = SearchServiceGrpc.newBlockingStub(client.channel());
    this.stored = stored;
    this.progress = progress;
  }

  /** Waits until the server has read all captions. */
  void awaitCaptions() throws IOException, InterruptedException {
    SearchRequest bySomething = request("a photo", 0.5f, 1);
    SearchRequest byText = request("a photo", 0, 1);
    for (int i = 0; i < MOST_WAITS; i++) {
      if (search.search(bySomething).getPosition() >= search.search(byText).getPosition()) {
        return;
      }
      Thread.sleep(WAIT_MILLIS);
    }
    throw new IOException("the server did not read all captions within ten minutes");
  }

  /**
   * Queries all captions in several ways. The ways take turns, so that the server makes one vector
   * of each text.
   *
   * @param captionShares for each way the share of the caption words' ranking; 0: the text as a
   *     meaning alone, 1: the words alone; below 0: both, the server's default
   */
  List<Recall> ask(float... captionShares) {
    double[][] found = new double[captionShares.length][AT.length];
    int asked = 0;
    for (int i = 0; i < stored.photos().size(); i++) {
      for (String caption : stored.photos().get(i).captions()) {
        for (int way = 0; way < captionShares.length; way++) {
          ask(caption, i, captionShares[way], found[way]);
        }
        asked++;
      }
      progress.accept(i + 1);
    }
    List<Recall> recalls = new ArrayList<>();
    for (double[] way : found) {
      recalls.add(new Recall(100 * way[0] / asked, 100 * way[1] / asked, 100 * way[2] / asked));
    }
    return recalls;
  }

  private void ask(String caption, int photo, float captionShare, double[] found) {
    List<SearchHit> hits = search.search(request(caption, captionShare, DEPTH)).getHitsList();
    for (int k = 0; k < AT.length; k++) {
      found[k] += chance(hits, photo, AT[k], captionShare == 0);
    }
  }

  /** Chance that the photo is among the first so many, equal scores in random order. */
  private double chance(List<SearchHit> hits, int photo, int at, boolean byCode) {
    int place = 0;
    while (place < hits.size() && stored.numbers().get(hits.get(place).getName()) != photo) {
      place++;
    }
    if (place == hits.size()) {
      return 0;
    }
    // Calibrated scores are cut at 1; what ranks codes is the similarity.
    ToDoubleFunction<SearchHit> order = byCode ? SearchHit::getSimilarity : SearchHit::getScore;
    double own = order.applyAsDouble(hits.get(place));
    long better = hits.stream().filter(hit -> order.applyAsDouble(hit) > own).count();
    long equal = hits.stream().filter(hit -> order.applyAsDouble(hit) == own).count();
    return Math.max(0, Math.min(1, (at - better) / (double) equal));
  }

  private static SearchRequest request(String text, float captionShare, int hits) {
    Query.Builder query = Query.newBuilder();
    if (captionShare < 1) {
      query.addTerms(QueryTerm.newBuilder().setText(text));
    }
    if (captionShare != 0) {
      query.setCaptionWords(text.replaceAll("[^\\p{L}\\p{N} ]", " "));
    }
    if (captionShare > 0) {
      query.setCaptionShare(captionShare);
    }
    return SearchRequest.newBuilder()
        .setQuery(query)
        .setFilter(Filter.newBuilder().addSources("sources/" + StoredPhotos.SOURCE))
        .setPageSize(hits)
        .build();
  }
}
