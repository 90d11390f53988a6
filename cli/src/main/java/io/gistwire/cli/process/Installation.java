package io.gistwire.cli.process;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the parts of this installation lie. The launcher states it in the system property {@code
 * gistwire.home}.
 */
public final class Installation {
  private static final String HOME = "gistwire.home";
  private static final String SERVER_JAR = "server/target/quarkus-app/quarkus-run.jar";

  private Installation() {}

  /** The top folder; empty when the launcher was not used. */
  public static Optional<Path> home() {
    return Optional.ofNullable(System.getProperty(HOME)).map(Path::of);
  }

  /**
   * The packaged server.
   *
   * @throws IOException when it is not there; the message states how to make it
   */
  public static Path serverJar() throws IOException {
    Path home =
        home()
            .orElseThrow(
                () ->
                    new FileNotFoundException(
                        "the installation's folder is unknown; start the launcher 'gistwire', or set -D"
                            + HOME
                            + "=FOLDER"));
    Path jar = home.resolve(SERVER_JAR);
    if (!Files.isRegularFile(jar)) {
      throw new FileNotFoundException(
          jar + " is missing; 'mvn -q package' in " + home + " builds the server");
    }
    return jar;
  }
}
