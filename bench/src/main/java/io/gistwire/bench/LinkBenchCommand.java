package io.gistwire.bench;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.FiguresOutput;
import io.gistwire.bench.stream.LinkBench;
import io.gistwire.cli.output.CommandException;
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
      "What a thin link carries: the packaged server and a client, TLS on, between them a link with rate, delay, loss",
      "and an outage. Where Linux, root and /dev/net/tun allow it, whole IP packets between two network namespaces; else",
      "a relay in user space that computes IP's part. The output states which."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire bench link                          2,400 bit/s, 600 ms, 1 %% loss, two minutes of darkness",
      "  gistwire bench link --rate 9600 --outage 0 --json",
      "  gistwire bench link --emulator RELAY         in user space, also where packets would be allowed"
    })
final class LinkBenchCommand implements Callable<Integer> {
  /** How the link is made. */
  enum Emulator {
    /** Packets where this machine allows them. */
    AUTO,
    /** Whole IP packets between namespaces. */
    PACKETS,
    /** A relay of TCP connections in user space. */
    RELAY
  }

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

  @Option(
      names = "--emulator",
      defaultValue = "AUTO",
      description = "${COMPLETION-CANDIDATES} (default: packets where allowed, else the relay).")
  private Emulator emulator;

  @Option(names = "--seed", defaultValue = "1", description = "Which packets are lost.")
  private long seed;

  @Override
  public Integer call() throws Exception {
    check();
    Figures figures = FiguresOutput.empty("link");
    LinkBench.Link link =
        new LinkBench.Link(bitsPerSecond, roundTripMillis, loss, queueBytes, seed);
    boolean wholePackets =
        emulator == Emulator.PACKETS
            || (emulator == Emulator.AUTO && LinkBench.isPacketLinkPossible());
    new LinkBench(link, seconds, outageSeconds).run(wholePackets, figures);
    output.print(figures, spec.commandLine().getOut());
    return 0;
  }

  private void check() {
    if (emulator == Emulator.PACKETS && !LinkBench.isPacketLinkPossible()) {
      throw new CommandException(
          "--emulator PACKETS needs Linux, root, /dev/net/tun and the command 'ip'",
          "Leave it out: the relay in user space needs none of them.");
    }
    if (bitsPerSecond < 300 || seconds < 10 || outageSeconds < 0 || !(loss >= 0 && loss <= 0.5)) {
      throw new CommandException(
          "--rate is at least 300, --seconds at least 10, --outage at least 0, --loss 0 to 0.5",
          "",
          2,
          null);
    }
    if (roundTripMillis < 0 || queueBytes < LinkBench.PACKET_BYTES) {
      throw new CommandException(
          "--round-trip is at least 0, --queue at least "
              + LinkBench.PACKET_BYTES
              + " (one packet)",
          "",
          2,
          null);
    }
  }
}
