package io.gistwire.bench.search;

import io.gistwire.client.GistwireClient;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.SearchHit;
import io.gistwire.proto.v1.SearchMode;
import io.gistwire.proto.v1.SearchResponse;
import io.gistwire.proto.v1.SearchServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Queries a server and takes the time. */
final class SearchRun {
  /** What one series of searches gave: times, and the answers in the order of the queries. */
  record Series(Timings timings, List<SearchResponse> answers) {
    /** Codes that the server compared for each query, in the mean. */
    double scanned() {
      return answers.stream().mapToLong(SearchResponse::getScannedCount).average().orElse(0);
    }
  }

  private final SearchServiceGrpc.SearchServiceBlockingStub search;

  SearchRun(GistwireClient client) {
    this.search = SearchServiceGrpc.newBlockingStub(client.channel());
  }

  /** All queries, one after the other. */
  Series series(List<Query> queries, SearchMode mode, int sources) {
    double[] millis = new double[queries.size()];
    List<SearchResponse> answers = new ArrayList<>();
    for (int i = 0; i < millis.length; i++) {
      var request = SearchQueries.request(queries.get(i), mode, sources);
      long begin = System.nanoTime();
      answers.add(search.search(request));
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    return new Series(new Timings(millis), answers);
  }

  /** Queries answered a second when so many callers ask at once, each without a pause. */
  double perSecond(List<Query> queries, SearchMode mode, int callers)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      AtomicInteger next = new AtomicInteger();
      Callable<Void> caller =
          () -> {
            for (int i = next.getAndIncrement(); i < queries.size(); i = next.getAndIncrement()) {
              search.search(SearchQueries.request(queries.get(i), mode, GistFill.SOURCES));
            }
            return null;
          };
      long begin = System.nanoTime();
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        running.add(threads.submit(caller));
      }
      for (Future<Void> one : running) {
        one.get();
      }
      return queries.size() / ((System.nanoTime() - begin) / 1e9);
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Share of the exact answers' hits that the other answers have. A hit as good as the last exact
   * one is right, whichever of several equal codes it is.
   */
  static double recall(Series exact, Series other) {
    long wanted = 0;
    long right = 0;
    for (int i = 0; i < exact.answers().size(); i++) {
      List<SearchHit> truth = exact.answers().get(i).getHitsList();
      if (truth.isEmpty()) {
        continue;
      }
      float last = truth.get(truth.size() - 1).getSimilarity();
      long found =
          other.answers().get(i).getHitsList().stream()
              .filter(hit -> hit.getSimilarity() >= last)
              .count();
      wanted += truth.size();
      right += Math.min(truth.size(), found);
    }
    return wanted == 0 ? 1 : (double) right / wanted;
  }
}
