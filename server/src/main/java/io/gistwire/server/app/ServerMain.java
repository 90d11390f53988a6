package io.gistwire.server.app;

import io.gistwire.server.admin.OfflineCommands;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;

/**
 * Starts the server; with arguments, does what an operator does without one instead. Offline
 * commands start no framework: they lock the data folder, work and end.
 */
@QuarkusMain
public final class ServerMain {
  private ServerMain() {}

  /**
   * The entry of the packaged server.
   *
   * @param arguments none to serve; else as {@code help} states
   */
  public static void main(String... arguments) {
    if (arguments.length == 0) {
      Quarkus.run(null, ServerMain::ended);
    } else {
      Path data = Path.of(System.getProperty("gistwire.data", dataOfEnvironment()));
      System.exit(OfflineCommands.run(data, System.out, System.err, arguments));
    }
  }

  /** One sentence for a server that did not start, instead of a trace under it. */
  private static void ended(int code, Throwable failureOrNull) {
    if (failureOrNull != null) {
      System.err.println("The server did not start: " + StartFailure.sentence(failureOrNull));
    }
    ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, failureOrNull);
  }

  private static String dataOfEnvironment() {
    return System.getenv().getOrDefault("GISTWIRE_DATA", "data");
  }
}
