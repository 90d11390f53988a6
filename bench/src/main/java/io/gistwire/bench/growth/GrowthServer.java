package io.gistwire.bench.growth;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.process.ServerOptions;
import io.gistwire.cli.process.ServerProcess;
import io.gistwire.client.GistwireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged server with a stated heap on a folder of its own, and a client. Not thread-safe. */
final class GrowthServer implements AutoCloseable {
  private static final String ANNOUNCEMENT = "server.json";
  private static final int START_SECONDS = 600;
  private static final int STOP_SECONDS = 60;

  private final Path folder;
  private final String heap;
  private final List<String> settings;
  private Process process;
  private Thread atExit;
  private GistwireClient client;
  private double startSeconds;

  private GrowthServer(Path folder, String heap, List<String> settings) {
    this.folder = folder;
    this.heap = heap;
    this.settings = settings;
  }

  /**
   * Starts a server.
   *
   * @param folder for its data; exists
   * @param heap value of {@code -Xmx}
   */
  static GrowthServer start(Path folder, String heap, List<String> settings)
      throws IOException, InterruptedException {
    GrowthServer server = new GrowthServer(folder, heap, settings);
    server.open();
    return server;
  }

  private void open() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    List<String> command =
        new ArrayList<>(
            ServerProcess.command(new ServerOptions(folder, 0, 0, List.of(), settings)));
    command.add(1, "-Xmx" + heap);
    Path announcement = folder.resolve(ANNOUNCEMENT);
    Files.deleteIfExists(announcement);
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    atExit = new Thread(process::destroy, "stop-server");
    Runtime.getRuntime().addShutdownHook(atExit);
    int port = port(announcement);
    startSeconds = (System.nanoTime() - begin) / 1e9;
    client =
        GistwireClient.builder().target("127.0.0.1:" + port).plaintext().volatileOutbox().build();
  }

  private int port(Path announcement) throws IOException, InterruptedException {
    for (int i = 0; i < START_SECONDS * 20; i++) {
      if (Files.exists(announcement)) {
        JsonObject said = JsonParser.parseString(Files.readString(announcement)).getAsJsonObject();
        return said.get("grpc_port").getAsInt();
      }
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    process.destroyForcibly();
    throw new CommandException(
        "the server did not start within " + START_SECONDS + " s", "Its log: " + folder);
  }

  /** Ends the server and starts it again on what it has stored. */
  void restart() throws IOException, InterruptedException {
    stop();
    open();
  }

  GistwireClient client() {
    return client;
  }

  /** From starting the process until it accepted streams. */
  double startSeconds() {
    return startSeconds;
  }

  /** Processor time used since its start, in seconds. */
  double processorSeconds() {
    return process.info().totalCpuDuration().map(used -> used.toMillis() / 1e3).orElse(0.0);
  }

  /** Resident bytes after a full collection; 0 where the system does not tell. */
  long residentBytes() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    String pid = Long.toString(process.pid());
    for (int i = 0; i < 2 && Files.exists(jcmd); i++) {
      new ProcessBuilder(jcmd.toString(), pid, "GC.run")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
      Thread.sleep(1_000);
    }
    Path status = Path.of("/proc", pid, "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  private void stop() throws InterruptedException {
    client.close();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // The hook runs already, and ends the process as this does.
    }
    process.destroy();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
