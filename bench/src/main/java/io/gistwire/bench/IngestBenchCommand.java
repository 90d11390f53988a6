package io.gistwire.bench;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.FiguresOutput;
import io.gistwire.bench.stream.IngestBench;
import io.gistwire.cli.output.CommandException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gistwire bench ingest}: gists a second through the public send. */
@Command(
    name = "ingest",
    description = {
      "Gists a second through the client's public send: durable outbox, TLS, the packaged server's ledger and",
      "index. The gists are of the bundled pack: codes of mixtures of 24 photos, implied captions.",
      "Client and server share this machine's processors; the processor time of each is printed."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire bench ingest",
      "  gistwire bench ingest --seconds 60 --streams 64 --sessions 1000 --json",
      "  gistwire bench ingest --no-index             the ledger alone"
    })
final class IngestBenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FiguresOutput output;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--streams",
      defaultValue = "64",
      description = "Streams of the second measurement (default: ${DEFAULT-VALUE}).")
  private int streams;

  @Option(
      names = "--sessions",
      defaultValue = "0",
      description = "Also open so many sessions at once and send over all of them.")
  private int sessions;

  @Option(
      names = "--no-index",
      description = {
        "Send gists of a pack that the server does not have: it stores them and indexes nothing. Every figure's name",
        "ends in _no_index then."
      })
  private boolean notIndexed;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "Where outboxes and ledger lie meanwhile (default: the system's temporary one).")
  private Path folder;

  @Override
  public Integer call() throws Exception {
    if (seconds < 1 || streams < 1 || sessions < 0) {
      throw new CommandException(
          "--seconds and --streams are at least 1, --sessions at least 0", "", 2, null);
    }
    Figures figures = FiguresOutput.empty("ingest");
    new IngestBench(seconds, streams, sessions, !notIndexed)
        .run(FiguresOutput.workFolder(folder), figures);
    output.print(figures, spec.commandLine().getOut());
    return 0;
  }
}
