package io.gistwire.server.watch;

import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.TestWatchRequest;
import io.gistwire.proto.v1.TestWatchResponse;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.gistwire.server.index.Figures;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How well watches on 16-byte codes agree with people: of the photos that {@code RecallBench}
 * stored (alone, in order), those that a watch raises against those of whose captions one has the
 * word.
 *
 * <pre>
 * java -cp ... io.gistwire.server.watch.WatchQuality HOST:PORT CAPTIONS.tsv SPLIT [JSON] [COMMIT]
 * </pre>
 */
public final class WatchQuality {
  private static final Map<String, String> WATCHES = new LinkedHashMap<>();

  static {
    WATCHES.put("dog", "\\bdogs?\\b|\\bpupp(y|ies)\\b");
    WATCHES.put("child playing", "\\b(child|children|kids?|boys?|girls?|toddler)\\b.*\\bplay");
    WATCHES.put("bicycle", "\\b(bi)?cycl|\\bbikes?\\b|\\bbikers?\\b");
    WATCHES.put("water", "\\bwater|\\bocean\\b|\\bpool\\b|\\blake\\b|\\bsea\\b|\\briver\\b");
    WATCHES.put("snow", "\\bsnow");
  }

  private WatchQuality() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    ManagedChannel channel = NettyChannelBuilder.forTarget(arguments[0]).usePlaintext().build();
    List<List<String>> captions = captions(Path.of(arguments[1]), arguments[2]);
    Figures figures = new Figures("watch-quality");
    for (Map.Entry<String, String> watch : WATCHES.entrySet()) {
      Set<Integer> relevant = relevant(captions, Pattern.compile(watch.getValue()));
      double share = (double) relevant.size() / captions.size();
      Set<Integer> raised = raised(channel, watch.getKey(), (float) share);
      Set<Integer> right = new HashSet<>(raised);
      right.retainAll(relevant);
      String name = "watch_" + watch.getKey().replace(' ', '_');
      System.out.printf(
          Locale.ROOT,
          "%s: %d relevant, %d raised, %d right%n",
          watch.getKey(),
          relevant.size(),
          raised.size(),
          right.size());
      figures.add(
          name + "_precision", 100.0 * right.size() / Math.max(1, raised.size()), "%", "higher");
      figures.add(
          name + "_recall", 100.0 * right.size() / Math.max(1, relevant.size()), "%", "higher");
    }
    if (arguments.length > 3) {
      figures.write(Path.of(arguments[3]), arguments.length > 4 ? arguments[4] : "unknown");
    }
    channel.shutdownNow();
  }

  private static List<List<String>> captions(Path table, String split) throws Exception {
    Map<String, List<String>> byFile = new LinkedHashMap<>();
    for (String line : Files.readAllLines(table, StandardCharsets.UTF_8)) {
      String[] columns = line.split("\t");
      if (columns.length == 3 && columns[1].equals(split)) {
        byFile.computeIfAbsent(columns[0], file -> new ArrayList<>()).add(columns[2]);
      }
    }
    return List.copyOf(byFile.values());
  }

  private static Set<Integer> relevant(List<List<String>> captions, Pattern words) {
    Set<Integer> relevant = new HashSet<>();
    for (int i = 0; i < captions.size(); i++) {
      boolean says =
          captions.get(i).stream()
              .anyMatch(caption -> words.matcher(caption.toLowerCase(Locale.ROOT)).find());
      if (says) {
        relevant.add(i);
      }
    }
    return relevant;
  }

  /** Photos raised by a watch whose threshold lets as many random photos pass as are relevant. */
  private static Set<Integer> raised(ManagedChannel channel, String text, float share) {
    QueryTerm term = QueryTerm.newBuilder().setText(text).build();
    Watch watch =
        Watch.newBuilder()
            .setCondition(WatchCondition.newBuilder().setQuery(Query.newBuilder().addTerms(term)))
            .setMinScore((float) (-Math.log10(share) / 6))
            .build();
    TestWatchResponse response =
        WatchServiceGrpc.newBlockingStub(channel)
            .testWatch(
                TestWatchRequest.newBuilder()
                    .setWatch(watch)
                    .setFilter(Filter.newBuilder().addSources("sources/recall"))
                    .setMaxAlerts(1000)
                    .build());
    Set<Integer> raised = new HashSet<>();
    for (Alert alert : response.getAlertsList()) {
      String name = alert.getGist();
      raised.add(Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)) - 1);
    }
    return raised;
  }
}
