package io.gistwire.bench.search;

import io.gistwire.client.GistwireClient;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.TestWatchRequest;
import io.gistwire.proto.v1.TestWatchResponse;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/**
 * How well watches on codes agree with people: the photos that a watch raises against those of
 * whose captions one has the word.
 */
final class WatchQuality {
  private static final int MAX_ALERTS = 1000;

  /**
   * One thing to watch for.
   *
   * @param text the watch's text
   * @param words what people write when they see it
   */
  record Subject(String text, Pattern words) {
    static final List<Subject> ALL =
        List.of(
            of("dog", "\\bdogs?\\b|\\bpupp(y|ies)\\b"),
            of("child playing", "\\b(child|children|kids?|boys?|girls?|toddler)\\b.*\\bplay"),
            of("bicycle", "\\b(bi)?cycl|\\bbikes?\\b|\\bbikers?\\b"),
            of("water", "\\bwater|\\bocean\\b|\\bpool\\b|\\blake\\b|\\bsea\\b|\\briver\\b"),
            of("snow", "\\bsnow"));

    private static Subject of(String text, String words) {
      return new Subject(text, Pattern.compile(words));
    }

    /** The subject as part of a figure's name. */
    String name() {
      return text.replace(' ', '_');
    }
  }

  /** Shares in percent. */
  record Agreement(int relevant, int raised, int right) {
    double precision() {
      return 100.0 * right / Math.max(1, raised);
    }

    double recall() {
      return 100.0 * right / Math.max(1, relevant);
    }
  }

  private final GistwireClient client;
  private final StoredPhotos stored;

  WatchQuality(GistwireClient client, StoredPhotos stored) {
    this.client = client;
    this.stored = stored;
  }

  /** A watch whose threshold lets as many random photos pass as people wrote the word for. */
  Agreement measure(Subject subject) throws ExecutionException, InterruptedException {
    Set<Integer> relevant = relevant(subject);
    double share = (double) Math.max(1, relevant.size()) / stored.photos().size();
    Set<Integer> raised = raised(subject.text(), (float) (-Math.log10(share) / 6));
    Set<Integer> right = new HashSet<>(raised);
    right.retainAll(relevant);
    return new Agreement(relevant.size(), raised.size(), right.size());
  }

  private Set<Integer> relevant(Subject subject) {
    Set<Integer> relevant = new HashSet<>();
    for (int i = 0; i < stored.photos().size(); i++) {
      boolean mentions =
          stored.photos().get(i).captions().stream()
              .map(caption -> caption.toLowerCase(Locale.ROOT))
              .anyMatch(caption -> subject.words().matcher(caption).find());
      if (mentions) {
        relevant.add(i);
      }
    }
    return relevant;
  }

  private Set<Integer> raised(String text, float minScore)
      throws ExecutionException, InterruptedException {
    Query query = Query.newBuilder().addTerms(QueryTerm.newBuilder().setText(text)).build();
    Watch watch =
        Watch.newBuilder()
            .setCondition(WatchCondition.newBuilder().setQuery(query))
            .setMinScore(minScore)
            .build();
    TestWatchResponse response =
        client
            .watches()
            .test(
                TestWatchRequest.newBuilder()
                    .setWatch(watch)
                    .setFilter(Filter.newBuilder().addSources("sources/" + StoredPhotos.SOURCE))
                    .setMaxAlerts(MAX_ALERTS)
                    .build())
            .get();
    Set<Integer> raised = new HashSet<>();
    for (Alert alert : response.getAlertsList()) {
      raised.add(stored.numbers().get(alert.getGist()));
    }
    return raised;
  }
}
