package io.gistwire.cli.remote;

import com.google.protobuf.ByteString;
import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Table;
import io.gistwire.cli.photos.PhotoFile;
import io.gistwire.client.GistwireClient;
import io.gistwire.proto.v1.Match;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SearchHit;
import io.gistwire.proto.v1.SearchMode;
import io.gistwire.proto.v1.SearchOrder;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gistwire search}. */
@Command(
    name = "search",
    description = "Finds gists by text, photo or another gist, without decoding them.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire search \"a dog on the beach\"",
      "  gistwire search --photo dog.jpg -n 20",
      "  gistwire search \"a street\" --minus night --since 7d --source camera-3",
      "  gistwire search --words '\"red car\" -parked'",
      "  gistwire search \"a dog\" --newest --min-score 0.5"
    })
public final class SearchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerTarget target;
  @Mixin private FilterOptions filter;
  @Mixin private Printing printing;

  @Parameters(
      arity = "0..*",
      paramLabel = "TEXT",
      description = "What to look for; several texts are added up.")
  private List<String> texts = List.of();

  @Option(names = "--photo", paramLabel = "FILE", description = "Look for what is like this photo.")
  private List<Path> photos = List.of();

  @Option(
      names = "--like",
      paramLabel = "GIST",
      description = "Look for what is like this stored gist.")
  private List<String> likes = List.of();

  @Option(names = "--minus", paramLabel = "TEXT", description = "Less like this text.")
  private List<String> minus = List.of();

  @Option(
      names = "--words",
      paramLabel = "WORDS",
      description = "Words to be found in captions; \"together\", -without.")
  private String words = "";

  @Option(
      names = {"-n", "--hits"},
      defaultValue = "10",
      description = "Most hits (default: ${DEFAULT-VALUE}).")
  private int hits;

  @Option(
      names = "--mode",
      description =
          "How: ${COMPLETION-CANDIDATES}; GRAPH is approximate, SCAN exact (default: AUTO).")
  private Mode mode = Mode.AUTO;

  @Option(
      names = "--min-score",
      paramLabel = "SCORE",
      description = "Only hits with at least this score, 0 to 1; 0.34 is more than chance.")
  private float minScore;

  @Option(
      names = "--newest",
      description = "Newest first among the hits with at least --min-score, which it needs.")
  private boolean newest;

  enum Mode {
    AUTO,
    GRAPH,
    SCAN
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    SearchRequest request =
        SearchRequest.newBuilder()
            .setQuery(query())
            .setFilter(filter.toFilter())
            .setPageSize(hits)
            .setMode(SearchMode.valueOf("SEARCH_MODE_" + mode))
            .setMinScore(minScore)
            .setOrder(newest ? SearchOrder.SEARCH_ORDER_NEWEST : SearchOrder.SEARCH_ORDER_SCORE)
            .build();
    if (newest && !(minScore > 0)) {
      throw new CommandException(
          "--newest without --min-score would list what is new whatever it shows",
          "Add the score from which hits count, such as --min-score 0.34.",
          2,
          null);
    }
    try (GistwireClient client = target.connect()) {
      SearchResponse response = Calls.await(client.search().search(request));
      print(response, spec.commandLine().getOut());
      return response.getHitsCount() == 0 ? 1 : 0;
    }
  }

  private Query query() throws IOException {
    Query.Builder query = Query.newBuilder().setCaptionWords(words);
    texts.forEach(text -> query.addTerms(QueryTerm.newBuilder().setText(text)));
    minus.forEach(text -> query.addTerms(QueryTerm.newBuilder().setText(text).setWeight(-0.5f)));
    likes.forEach(name -> query.addTerms(QueryTerm.newBuilder().setGist(name)));
    for (Path photo : photos) {
      query.addTerms(
          QueryTerm.newBuilder().setPhoto(ByteString.copyFrom(PhotoFile.readNamed(photo))));
    }
    if (query.getTermsCount() == 0 && words.isEmpty()) {
      throw new CommandException(
          "nothing to look for", "Give a text, --photo, --like or --words; see --help.", 2, null);
    }
    return query.build();
  }

  private void print(SearchResponse response, PrintWriter out) {
    if (printing.json()) {
      Printing.line(out, response);
      return;
    }
    Table table =
        new Table().number("score").text("taken").text("gist").text("caption").text("why");
    for (SearchHit hit : response.getHitsList()) {
      table.row(
          String.format(Locale.ROOT, "%.3f", hit.getScore()),
          Printing.time(hit.getGist().getCaptureTime()),
          hit.getName(),
          hit.getGist().getCaption(),
          why(hit.getMatchesList()));
    }
    out.print(response.getHitsCount() == 0 ? "Nothing was found.\n" : table.render());
    if (response.getCaptionsPending() > 0) {
      out.printf(
          Locale.ROOT,
          "Captions of %,d gists are not read yet; words cannot find those. Try again later.%n",
          response.getCaptionsPending());
    }
    out.flush();
  }

  private static String why(List<Match> matches) {
    StringBuilder text = new StringBuilder();
    for (Match match : matches) {
      text.append(text.length() == 0 ? "" : ", ")
          .append(match.getPart().name().replace("MATCH_PART_", "").toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }
}
