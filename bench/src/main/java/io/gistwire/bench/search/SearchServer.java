package io.gistwire.bench.search;

import io.gistwire.cli.process.ServerOptions;
import io.gistwire.cli.process.ServerProcess;
import io.gistwire.client.GistwireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The packaged server on an empty folder of its own, and a client of it. Not thread-safe. */
final class SearchServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(600);

  private final Path folder;
  private final ServerOptions options;
  private ServerProcess process;
  private GistwireClient client;
  private double startSeconds;

  private SearchServer(Path folder, ServerOptions options) {
    this.folder = folder;
    this.options = options;
  }

  /**
   * Starts a server.
   *
   * @param parent folder below which everything lies meanwhile
   * @param packs packs to serve; none means the bundled one
   */
  static SearchServer start(Path parent, List<Path> packs, List<String> settings)
      throws IOException, InterruptedException {
    Files.createDirectories(parent);
    Path folder = Files.createTempDirectory(parent, "gistwire-bench");
    SearchServer server =
        new SearchServer(folder, new ServerOptions(folder, 0, 0, packs, settings));
    try {
      server.open();
    } catch (IOException | InterruptedException | RuntimeException failed) {
      server.deleteFolder();
      throw failed;
    }
    return server;
  }

  private void open() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    process = ServerProcess.start(options, START_LIMIT);
    startSeconds = (System.nanoTime() - begin) / 1e9;
    client =
        GistwireClient.builder()
            .target("localhost:" + process.grpcPort())
            .plaintext()
            .volatileOutbox()
            .build();
  }

  /** Ends the server and starts it again on what it has stored. */
  void restart() throws IOException, InterruptedException {
    client.close();
    process.close();
    open();
  }

  GistwireClient client() {
    return client;
  }

  /** From starting the process until it accepted streams. */
  double startSeconds() {
    return startSeconds;
  }

  /** Processor time used since its start, in seconds; 0 where the system does not say. */
  double processorSeconds() {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .map(used -> used.toMillis() / 1e3)
        .orElse(0.0);
  }

  /** Resident memory in mebibytes; 0 where the system does not say. */
  double residentMebibytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .findFirst()
        .orElse(0);
  }

  /** Size of everything in the data folder in mebibytes. */
  double diskMebibytes() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(SearchServer::size).sum() / 1048576.0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException removed) {
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      client.close();
      process.close();
    } finally {
      deleteFolder();
    }
  }

  private void deleteFolder() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(SearchServer::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failed) {
      throw new UncheckedIOException("deleting " + file, failed);
    }
  }
}
