package io.gistwire.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line finds the benchmarks on its class path and treats them as its own commands. */
class BenchPluginTest {
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true));
    return command.execute(args);
  }

  @Test
  void every_benchmark_is_a_subcommand_of_bench() {
    CommandLine bench = Main.commandLine().getSubcommands().get("bench");
    assertEquals(
        Set.of(
            "codec", "growth", "ingest", "link", "pack", "recall", "search", "watch", "zeroshot"),
        bench.getSubcommands().keySet());
  }

  @ParameterizedTest
  @CsvSource({"no file or folder, zeroshot $/none", "there is no such file, pack $/none"})
  void a_mistake_is_told_in_two_lines_as_by_any_command(
      String said, String line, @TempDir Path folder) {
    assertEquals(1, run(("bench " + line.replace("$", folder.toString())).split(" ")));
    List<String> lines = err.toString().lines().toList();
    assertEquals(2, lines.size(), err.toString());
    assertTrue(lines.get(0).startsWith("gistwire: ") && lines.get(0).contains(said), lines.get(0));
  }

  @Test
  void the_trace_comes_when_it_is_asked_for_after_the_benchmark(@TempDir Path folder) {
    run("bench", "pack", folder.resolve("none").toString(), "-v");
    assertTrue(err.toString().contains("\tat "), err.toString());
  }
}
