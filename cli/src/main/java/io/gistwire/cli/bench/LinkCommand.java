package io.gistwire.cli.bench;

import io.gistwire.cli.bench.stream.LinkBench;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Figures;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gistwire bench link}: what a thin link carries, measured at IP level. */
@Command(
    name = "link",
    description = {
      "What a thin link carries: the packaged server and a client in two network namespaces, between them a relay",
      "of whole IP packets (TUN) with rate, delay, loss and an outage. TLS on. Linux, root."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire bench link                          2,400 bit/s, 600 ms, 1 % loss, two minutes of darkness",
      "  gistwire bench link --rate 9600 --outage 0 --json"
    })
final class LinkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FiguresOutput output;

  @Option(
      names = "--rate",
      defaultValue = "2400",
      description = "Bits a second, each direction (default: ${DEFAULT-VALUE}).")
  private int bitsPerSecond;

  @Option(
      names = "--round-trip",
      defaultValue = "600",
      description = "Propagation there and back in milliseconds (default: ${DEFAULT-VALUE}).")
  private int roundTripMillis;

  @Option(
      names = "--loss",
      defaultValue = "0.01",
      description = "Share of packets lost, each direction (default: ${DEFAULT-VALUE}).")
  private double loss;

  @Option(
      names = "--queue",
      defaultValue = "4000",
      description =
          "Bytes that wait before the link, more are dropped (default: ${DEFAULT-VALUE}).")
  private int queueBytes;

  @Option(
      names = "--seconds",
      defaultValue = "180",
      description = "Length of the full-batch measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--outage",
      defaultValue = "120",
      description = "Seconds of darkness (default: ${DEFAULT-VALUE}; 0 leaves it out).")
  private int outageSeconds;

  @Option(names = "--seed", defaultValue = "1", description = "Which packets are lost.")
  private long seed;

  @Override
  public Integer call() throws Exception {
    check();
    Figures figures = output.begin("link");
    LinkBench.Link link =
        new LinkBench.Link(bitsPerSecond, roundTripMillis, loss, queueBytes, seed);
    new LinkBench(link, seconds, outageSeconds).run(figures);
    output.print(figures, spec.commandLine().getOut());
    return 0;
  }

  private void check() {
    if (!LinkBench.isPossible()) {
      throw new CommandException(
          "bench link needs Linux, root, /dev/net/tun and the command 'ip'",
          "Without them, 'gistwire demo' has a link in user space that computes what IP would cost.");
    }
    if (bitsPerSecond < 300 || seconds < 10 || outageSeconds < 0 || !(loss >= 0 && loss <= 0.5)) {
      throw new CommandException(
          "--rate is at least 300, --seconds at least 10, --outage at least 0, --loss 0 to 0.5",
          "",
          2,
          null);
    }
  }
}
