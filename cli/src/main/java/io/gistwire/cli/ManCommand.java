package io.gistwire.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

/** {@code gistwire man}: the manual page of all commands, in roff. */
@Command(
    name = "man",
    description = "Prints the manual page.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  gistwire man | man -l -", "  gistwire man > /usr/local/share/man/man1/gistwire.1"})
final class ManCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    CommandSpec root = spec.root();
    out.printf(
        Locale.ROOT, ".TH GISTWIRE 1 \"\" \"gistwire %s\" \"Gistwire Manual\"%n", Version.number());
    out.println(".SH NAME");
    out.println("gistwire \\- " + roff(String.join(" ", root.usageMessage().header())));
    out.println(".SH SYNOPSIS\n.B gistwire\nCOMMAND [OPTION]... [ARGUMENT]...");
    out.println(".SH DESCRIPTION");
    out.println(roff(String.join("\n", root.usageMessage().description()).strip()));
    commands(out, root);
    out.println(".SH ENVIRONMENT");
    term(out, "GISTWIRE_SERVER", "The server when --server is not given.");
    term(out, "GISTWIRE_TOKEN", "The bearer token when --token is not given.");
    term(out, "GISTWIRE_JAVA_OPTS", "Options for the JVM.");
    out.println(".SH EXIT STATUS");
    term(out, "0", "Done.");
    term(out, "1", "It did not work, or nothing was found.");
    term(out, "2", "The arguments are wrong.");
    out.flush();
    return 0;
  }

  private static void commands(PrintWriter out, CommandSpec parent) {
    for (Map.Entry<String, CommandLine> entry : parent.subcommands().entrySet()) {
      CommandSpec command = entry.getValue().getCommandSpec();
      out.println(".SH " + roff(command.qualifiedName().toUpperCase(Locale.ROOT)));
      out.println(roff(String.join("\n", command.usageMessage().description())));
      command.positionalParameters().forEach(parameter -> argument(out, parameter));
      command.options().stream()
          .filter(option -> !option.hidden())
          .forEach(option -> argument(out, option));
      examples(out, command);
      commands(out, command);
    }
  }

  private static void argument(PrintWriter out, ArgSpec argument) {
    String name =
        argument instanceof OptionSpec option
            ? String.join(", ", option.names())
                + (option.arity().max() > 0 ? " " + option.paramLabel() : "")
            : ((PositionalParamSpec) argument).paramLabel();
    term(out, name, String.join(" ", argument.renderedDescription()));
  }

  private static void examples(PrintWriter out, CommandSpec command) {
    if (command.usageMessage().footer().length > 0) {
      out.println(".PP\nExamples:\n.nf");
      for (String line : command.usageMessage().footer()) {
        out.println(roff(line));
      }
      out.println(".fi");
    }
  }

  private static void term(PrintWriter out, String term, String text) {
    out.println(".TP\n.B " + roff(term) + "\n" + roff(text));
  }

  /** Text without what roff would take for a request or an escape. */
  static String roff(String text) {
    String plain = Ansi.OFF.string(text.replace("%n", "\n"));
    return plain.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
  }
}
