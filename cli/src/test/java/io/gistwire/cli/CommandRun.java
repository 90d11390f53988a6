package io.gistwire.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** One call of the command line, as a user types it, and what it printed. */
public final class CommandRun {
  private final List<String> arguments = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private int exitCode = -1;

  public CommandRun(Object... first) {
    and(first);
  }

  /** Adds arguments. */
  public CommandRun and(Object... more) {
    for (Object argument : more) {
      arguments.add(argument.toString());
    }
    return this;
  }

  public CommandRun execute() {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    exitCode = command.execute(arguments.toArray(String[]::new));
    return this;
  }

  public int exitCode() {
    return exitCode;
  }

  public String out() {
    return out.toString();
  }

  public String err() {
    return err.toString();
  }

  @Override
  public String toString() {
    return arguments + " exited with " + exitCode + "\n" + out + err;
  }
}
