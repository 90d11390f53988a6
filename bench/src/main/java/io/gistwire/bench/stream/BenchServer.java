package io.gistwire.bench.stream;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.process.ServerOptions;
import io.gistwire.cli.process.ServerProcess;
import io.gistwire.codec.CodeFingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged server with TLS and an empty ledger, for one benchmark. */
final class BenchServer implements AutoCloseable {
  /** A pack that no server has: its gists are stored and not read. */
  static final CodeFingerprint FINGERPRINT = CodeFingerprint.parse("00112233445566aa");

  private static final String ANNOUNCEMENT = "server.json";
  private static final int START_SECONDS = 180;
  private static final int STOP_SECONDS = 20;

  private final Process process;
  private final Path data;
  private final BenchCertificate certificate;
  private final int port;
  private final Thread atExit;

  private BenchServer(
      Process process, Path data, BenchCertificate certificate, int port, Thread atExit) {
    this.process = process;
    this.data = data;
    this.certificate = certificate;
    this.port = port;
    this.atExit = atExit;
  }

  /**
   * Starts a server and waits for it.
   *
   * @param folder for its ledger, certificate and log; exists
   * @param prefix words before its command, for instance {@code ip netns exec NAME}
   * @param settings further settings
   */
  static BenchServer start(Path folder, List<String> prefix, List<String> settings)
      throws IOException, InterruptedException {
    Path data = Files.createDirectories(dataFolder(folder));
    BenchCertificate certificate = BenchCertificate.make(folder);
    List<String> all = new ArrayList<>(certificate.serverSettings());
    all.add("gistwire.stored-fingerprints=" + FINGERPRINT);
    all.addAll(settings);
    List<String> command = new ArrayList<>(prefix);
    command.addAll(ServerProcess.command(new ServerOptions(data, 0, 0, List.of(), all)));
    Files.deleteIfExists(data.resolve(ANNOUNCEMENT)); // of a server that was killed
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve("server.log").toFile()))
            .start();
    // An interrupted benchmark leaves no server behind.
    Thread atExit = new Thread(process::destroy, "stop-server");
    Runtime.getRuntime().addShutdownHook(atExit);
    return new BenchServer(process, data, certificate, port(process, data), atExit);
  }

  /** Where a server of this folder has its ledger. */
  static Path dataFolder(Path folder) {
    return folder.resolve("server");
  }

  private static int port(Process process, Path data) throws IOException, InterruptedException {
    Path announcement = data.resolve(ANNOUNCEMENT);
    for (int i = 0; i < START_SECONDS * 10; i++) {
      if (Files.exists(announcement)) {
        JsonObject said = JsonParser.parseString(Files.readString(announcement)).getAsJsonObject();
        return said.get("grpc_port").getAsInt();
      }
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    process.destroyForcibly();
    throw new CommandException(
        "the server did not start within " + START_SECONDS + " s",
        "Its log: " + data.resolve("server.log"));
  }

  int port() {
    return port;
  }

  Path certificate() {
    return certificate.certificate();
  }

  /** Processor time used so far, in seconds; 0 where the system does not say. */
  double processorSeconds() {
    return process
        .toHandle()
        .info()
        .totalCpuDuration()
        .map(used -> used.toMillis() / 1e3)
        .orElse(0.0);
  }

  /** Resident memory in mebibytes; 0 where the system does not say. */
  double residentMebibytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return 0;
  }

  Path data() {
    return data;
  }

  /** Ends it as a power cut would end the process: at once, without a word. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // The hook runs already, and ends the process as this does.
    }
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
