package io.gistwire.cli.remote;

import io.gistwire.cli.options.ServerTarget;
import io.gistwire.client.GistwireClient;
import io.gistwire.proto.v1.DeleteGistRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gistwire delete}. */
@Command(
    name = "delete",
    description = {
      "Deletes stored gists. A deleted gist is not stored again when it is sent again. One that cannot be deleted is named",
      "and stops nothing."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  gistwire delete sources/camera-3/gists/00f1e2d3c4b5a697-42"})
public final class DeleteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerTarget target;

  @Parameters(arity = "1..*", paramLabel = "GIST", description = "Names of gists.")
  private List<String> names;

  @Option(names = "--allow-missing", description = "A gist that is not there is no error.")
  private boolean allowMissing;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (GistwireClient client = target.connect()) {
      return Calls.each(
          names,
          spec.commandLine().getErr(),
          name ->
              Calls.await(
                  client
                      .gists()
                      .delete(
                          DeleteGistRequest.newBuilder()
                              .setName(name)
                              .setAllowMissing(allowMissing)
                              .build())));
    }
  }
}
