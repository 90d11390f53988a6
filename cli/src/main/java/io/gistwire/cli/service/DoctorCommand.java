package io.gistwire.cli.service;

import com.google.gson.GsonBuilder;
import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.output.Printable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gistwire doctor}: is everything here that is needed, and what to do if not. */
@Command(
    name = "doctor",
    description =
        "Checks Java, memory, disk, ports, the packaged server, the pack, natives and device, and states what to do.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  gistwire doctor", "  gistwire doctor --device gpu:0 --pack my-clip/"})
public final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PackOptions packs;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of the server (default: ~/.gistwire/data).")
  private Path data = Path.of(System.getProperty("user.home"), ".gistwire", "data");

  @Option(names = "--json", description = "One JSON list in place of the text.")
  private boolean json;

  @Override
  public Integer call() {
    List<Check> checks = new ArrayList<>();
    checks.add(MachineChecks.java());
    checks.add(MachineChecks.memory());
    checks.add(MachineChecks.disk(data));
    checks.add(MachineChecks.port("gRPC port", 9000));
    checks.add(MachineChecks.port("HTTP port", 8080));
    checks.add(MachineChecks.server());
    checks.addAll(PackChecks.run(packs));
    print(checks);
    return checks.stream().anyMatch(check -> check.state() == Check.State.FAILED) ? 1 : 0;
  }

  private void print(List<Check> checks) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(checks));
    } else {
      for (Check check : checks) {
        out.printf(
            "%-8s %-16s %s%n",
            check.state().name().toLowerCase(Locale.ROOT),
            check.name(),
            Printable.line(check.seen()));
        if (!check.advice().isEmpty()) {
          out.printf("%-8s %-16s -> %s%n", "", "", Printable.line(check.advice()));
        }
      }
    }
    out.flush();
  }
}
