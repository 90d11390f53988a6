package io.gistwire.cli.process;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import io.gistwire.client.outbox.OwnerOnlyFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A running server that this process started. Closing it requests it to drain and end, and ends it
 * by force when it does not. Thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
  /** Written by the server into its data folder once it accepts streams. */
  private static final String ANNOUNCEMENT = "server.json";

  private static final long POLL_MILLIS = 50;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private static final List<String> UTF_8 =
      List.of(
          "-Dfile.encoding=UTF-8",
          "-Dstdout.encoding=UTF-8",
          "-Dstderr.encoding=UTF-8",
          "-Dsun.stdout.encoding=UTF-8",
          "-Dsun.stderr.encoding=UTF-8");

  private final Process process;
  private final Thread atExit;
  private final int grpcPort;
  private final int httpPort;

  private ServerProcess(Process process, Thread atExit, JsonObject announcement) {
    this.process = process;
    this.atExit = atExit;
    this.grpcPort = announcement.get("grpc_port").getAsInt();
    this.httpPort = announcement.get("http_port").getAsInt();
  }

  /**
   * Starts the server and waits until it accepts streams. Its output goes to {@code server.log} in
   * the data folder.
   *
   * @param limit how long to wait
   * @throws ServerStartException when it ended or did not announce itself in time
   */
  public static ServerProcess start(ServerOptions options, Duration limit)
      throws IOException, InterruptedException {
    OwnerOnlyFiles.createFolders(options.data());
    Path announcement = options.data().resolve(ANNOUNCEMENT);
    Files.deleteIfExists(announcement);
    File log = options.data().resolve("server.log").toFile();
    Process process =
        builder(options)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    Thread atExit = new Thread(process::destroy, "stop-server");
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      return new ServerProcess(process, atExit, await(process, announcement, log.toPath(), limit));
    } catch (IOException | InterruptedException failed) {
      process.destroyForcibly();
      Runtime.getRuntime().removeShutdownHook(atExit);
      throw failed;
    }
  }

  /**
   * Starts a server on this process's own input and output, for a caller that runs it in the
   * foreground.
   *
   * @throws IOException when the packaged server is missing
   */
  public static Process inForeground(ServerOptions options) throws IOException {
    return builder(options).inheritIO().start();
  }

  /**
   * A process that is not started yet, for a caller that chooses where its output goes.
   *
   * @throws IOException when the packaged server is missing
   */
  public static ProcessBuilder builder(ServerOptions options) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(options));
    // Java takes the encoding of file names from the locale, and of a locale without one it is
    // ASCII.
    if (!System.getProperty("sun.jnu.encoding", "UTF-8").equalsIgnoreCase("UTF-8")) {
      builder.environment().put("LC_ALL", "C.UTF-8");
    }
    return builder;
  }

  /** The command of {@link #builder}, for a caller that puts another before it. */
  public static List<String> command(ServerOptions options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(UTF_8);
    command.addAll(options.systemProperties());
    command.add("-jar");
    command.add(Installation.serverJar().toString());
    return command;
  }

  private static JsonObject await(Process process, Path announcement, Path log, Duration limit)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      if (Files.exists(announcement)) {
        return parse(announcement);
      }
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new ServerStartException(
            "the server ended with code " + process.exitValue() + ": " + lastLine(log));
      }
    }
    throw new ServerStartException(
        "the server was not ready after "
            + limit.toSeconds()
            + " s; its last line: "
            + lastLine(log));
  }

  private static JsonObject parse(Path announcement) throws IOException {
    String text = Files.readString(announcement);
    try {
      return JsonParser.parseString(text).getAsJsonObject();
    } catch (JsonSyntaxException | IllegalStateException malformed) {
      throw new ServerStartException(announcement + " is no JSON object: " + text);
    }
  }

  /** A server that cannot start gives the reason in its last line. */
  private static String lastLine(Path log) throws IOException {
    if (!Files.exists(log)) {
      return "(nothing)";
    }
    List<String> lines = Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty() ? "(nothing)" : lines.get(lines.size() - 1).strip();
  }

  /** Port of the gRPC server on the loopback address. */
  public int grpcPort() {
    return grpcPort;
  }

  /** Port of console, metrics and health on the loopback address. */
  public int httpPort() {
    return httpPort;
  }

  /** The operating system's number of the process. */
  public long pid() {
    return process.pid();
  }

  /** Leaves the server running when this process ends. */
  public void keep() {
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
