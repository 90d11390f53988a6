package io.gistwire.bench.figures;

import io.gistwire.cli.process.Installation;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The option {@code --json} and the empty {@link Figures} that know where and on what they were
 * measured.
 */
public final class FiguresOutput {
  @Option(names = "--json", description = "Print one JSON object in place of the table.")
  private boolean json;

  /** Figures of a benchmark on this machine and build. */
  public static Figures empty(String bench) {
    return new Figures(bench, host(), commit());
  }

  /** Prints the figures in the form that was asked for. */
  public void print(Figures figures, PrintWriter out) {
    out.print(json ? figures.toJson() + "\n" : figures.toTable());
    out.flush();
  }

  /** Whether nothing but JSON may go to standard output. */
  public boolean json() {
    return json;
  }

  /** The folder that was asked for, or the system's temporary one. */
  public static Path workFolder(Path asked) {
    return asked == null ? Path.of(System.getProperty("java.io.tmpdir")) : asked;
  }

  private static String host() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, Java %s, load %.1f",
        processor().orElse(System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static Optional<String> processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }

  /** The commit that is checked out in the installation's folder; "unknown" outside a checkout. */
  private static String commit() {
    try {
      Path git = Installation.home().orElse(Path.of(".")).resolve(".git");
      String head = Files.readString(git.resolve("HEAD")).strip();
      if (!head.startsWith("ref: ")) {
        return head;
      }
      Path ref = git.resolve(head.substring(5));
      return Files.exists(ref) ? Files.readString(ref).strip() : packed(git, head.substring(5));
    } catch (IOException noCheckout) {
      return "unknown";
    }
  }

  private static String packed(Path git, String ref) throws IOException {
    List<String> lines = Files.readAllLines(git.resolve("packed-refs"));
    return lines.stream()
        .filter(line -> line.endsWith(" " + ref))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .findFirst()
        .orElse("unknown");
  }
}
