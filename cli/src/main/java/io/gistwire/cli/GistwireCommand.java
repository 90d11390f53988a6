package io.gistwire.cli;

import io.gistwire.cli.camera.StreamCommand;
import io.gistwire.cli.demo.DemoCommand;
import io.gistwire.cli.gist.DescribeCommand;
import io.gistwire.cli.gist.EncodeCommand;
import io.gistwire.cli.gist.InspectCommand;
import io.gistwire.cli.packs.ModelsCommand;
import io.gistwire.cli.remote.ClassifyCommand;
import io.gistwire.cli.remote.DeleteCommand;
import io.gistwire.cli.remote.GetCommand;
import io.gistwire.cli.remote.LedgerCommand;
import io.gistwire.cli.remote.ListCommand;
import io.gistwire.cli.remote.RefineCommand;
import io.gistwire.cli.remote.SearchCommand;
import io.gistwire.cli.remote.TokenCommand;
import io.gistwire.cli.remote.WatchCommand;
import io.gistwire.cli.send.SendCommand;
import io.gistwire.cli.service.DoctorCommand;
import io.gistwire.cli.service.ServeCommand;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code gistwire}: the root of all commands. */
@Command(
    name = "gistwire",
    header = "Sends the meaning of an image, not its pixels.",
    description = {
      "",
      "Encodes photos into gists of a few dozen bytes, streams them over links where a JPEG would"
          + " never arrive, and searches and watches what has arrived.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "'gistwire help COMMAND' or 'gistwire COMMAND --help' shows more, with examples."
    },
    subcommands = {
      HelpCommand.class,
      DemoCommand.class,
      EncodeCommand.class,
      DescribeCommand.class,
      InspectCommand.class,
      ServeCommand.class,
      SendCommand.class,
      StreamCommand.class,
      SearchCommand.class,
      ClassifyCommand.class,
      WatchCommand.class,
      ListCommand.class,
      GetCommand.class,
      DeleteCommand.class,
      RefineCommand.class,
      LedgerCommand.class,
      TokenCommand.class,
      ModelsCommand.class,
      DoctorCommand.class,
      ManCommand.class,
      GenerateCompletion.class
    })
final class GistwireCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show the trace of an error, and what is done meanwhile.")
  private boolean verbose;

  boolean verbose() {
    return verbose;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
