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
  void an_unknown_command_exits_with_2_and_states_where_help_is() {
    assertEquals(2, run("hlp"));
    assertTrue(err.toString().contains("'hlp'"), err.toString());
    assertTrue(err.toString().contains("gistwire --help"), err.toString());
  }

  @Test
  void every_command_shows_examples_and_explains_each_option() {
    for (CommandLine command : Main.commandLine().getSubcommands().values()) {
      String usage = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
      assertTrue(usage.length() > 100, usage);
      command
          .getCommandSpec()
          .options()
          .forEach(
              option ->
                  assertTrue(
                      option.description().length > 0,
                      command.getCommandName() + " " + option.longestName()));
    }
  }

  @Test
  void the_manual_page_names_every_command_and_no_line_is_taken_for_a_request() {
    assertEquals(0, run("man"));
    String page = out.toString();
    Main.commandLine()
        .getSubcommands()
        .keySet()
        .forEach(
            name ->
                assertTrue(
                    page.contains(".SH GISTWIRE " + name.toUpperCase().replace("-", "\\-")), name));
    page.lines()
        .filter(line -> line.startsWith(".") || line.startsWith("'"))
        .forEach(line -> assertTrue(line.matches("\\.(TH|SH|TP|B|PP|nf|fi)\\b.*"), line));
  }

  @Test
  void the_completion_script_is_for_bash_and_zsh() {
    assertEquals(0, run("generate-completion"));
    assertTrue(out.toString().contains("complete -F"), out.toString());
  }
}
