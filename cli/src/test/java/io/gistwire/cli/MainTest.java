package io.gistwire.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(args);
  }

  @Test
  void version_names_the_build_and_not_a_placeholder() {
    assertEquals(0, run("--version"));
    assertTrue(out.toString().matches("(?s)gistwire \\d+\\.\\d+\\.\\d+.*Java .*"), out.toString());
  }

  @Test
  void help_lists_the_commands_on_standard_output() {
    assertEquals(0, run("help"));
    assertTrue(out.toString().contains("Commands:"), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void an_unknown_command_exits_with_2_and_says_where_help_is() {
    assertEquals(2, run("hlp"));
    assertTrue(err.toString().contains("'hlp'"), err.toString());
    assertTrue(err.toString().contains("gistwire --help"), err.toString());
  }
}
