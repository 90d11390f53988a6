package io.gistwire.server.packaged;

import io.gistwire.server.crash.PlainServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the packaged server. Gists of {@link PlainServer#CODE} are stored. */
public final class PackagedServer implements AutoCloseable {
  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final int POLL_MILLIS = 20;
  private static final long LONGEST_START_SECONDS = 180;

  private final Process process;
  private final Path data;
  private final Path log;
  private final HttpClient http = HttpClient.newHttpClient();

  private PackagedServer(Process process, Path data, Path log) {
    this.process = process;
    this.data = data;
    this.log = log;
  }

  /** Whether there is a package to start: {@code mvn package} makes it. */
  public static boolean isThere() {
    return Files.exists(JAR);
  }

  /**
   * Starts it and waits until it accepts calls. Its log goes to {@code server.log} beside the data
   * folder.
   *
   * @param grpcPort 0 for a free one
   * @param options of the JVM: a heap, settings
   */
  public static PackagedServer start(Path data, int grpcPort, String... options)
      throws IOException, InterruptedException {
    Files.createDirectories(data);
    Files.deleteIfExists(data.resolve("server.json"));
    Path log = data.resolveSibling("server.log");
    List<String> command = new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m"));
    command.add("-Dquarkus.grpc.server.port=" + grpcPort);
    command.add("-Dquarkus.http.port=0");
    command.add("-Dgistwire.stored-fingerprints=" + PlainServer.CODE);
    command.add("-Dgistwire.data=" + data);
    command.addAll(Arrays.asList(options));
    command.addAll(List.of("-jar", JAR.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    PackagedServer server = new PackagedServer(process, data, log);
    server.awaitStart();
    return server;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private void awaitStart() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
    while (!Files.exists(data.resolve("server.json"))) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IOException("the packaged server did not start; it said:\n" + said());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** What it wrote to its log. */
  public String said() throws IOException {
    return Files.readString(log);
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** Where gRPC listens. */
  public int grpcPort() throws IOException {
    return announced("grpc_port");
  }

  /** Where HTTP listens. */
  public int httpPort() throws IOException {
    return announced("http_port");
  }

  /** Makes a token in a data folder that no server uses; returns its secret. */
  static String token(Path data, String tenant, String... permissions)
      throws IOException, InterruptedException {
    Files.createDirectories(data);
    List<String> command = new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Dgistwire.data=" + data, "-jar", JAR.toString()));
    command.addAll(List.of("token", "create", tenant));
    command.addAll(Arrays.asList(permissions));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("no token was made; it said:\n" + said);
    }
    return said.substring(said.stripTrailing().lastIndexOf(' ') + 1).strip();
  }

  private int announced(String name) throws IOException {
    String json = Files.readString(data.resolve("server.json"));
    Matcher number = Pattern.compile("\"" + name + "\": (\\d+)").matcher(json);
    if (!number.find()) {
      throw new IOException("no " + name + " in " + json);
    }
    return Integer.parseInt(number.group(1));
  }

  /** A metric without labels, by its name as Prometheus reads it. */
  public double metric(String name) throws IOException, InterruptedException {
    String page = get("/q/metrics");
    Matcher line = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(page);
    if (!line.find()) {
      throw new IOException("no metric " + name + " in:\n" + page);
    }
    return Double.parseDouble(line.group(1));
  }

  /** A page of its HTTP port. */
  public String get(String path) throws IOException, InterruptedException {
    URI page = URI.create("http://127.0.0.1:" + announced("http_port") + path);
    return http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM; returns when it has drained and ended. */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
