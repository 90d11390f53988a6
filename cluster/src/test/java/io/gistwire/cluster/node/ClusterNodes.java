package io.gistwire.cluster.node;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gistwire.cluster.store.ClusterSettings;
import io.gistwire.cluster.store.Rest;
import io.gistwire.cluster.store.StoreException;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three OpenSearch nodes on the loopback address, a JVM each, in a temporary folder. Any of them
 * can be killed and started again. They end with this process. One thread.
 */
public final class ClusterNodes implements AutoCloseable {
  private static final int NODES = 3;
  private static final int HEAP_MEGABYTES = 512;

  /** Heap, and what a node's JVM takes beside it. */
  private static final long NEEDED_MEGABYTES = NODES * (HEAP_MEGABYTES + 400L);

  private static final long START_SECONDS = 180;

  private static ClusterNodes shared;

  private final Path folder;
  private final int[] httpPorts = new int[NODES];
  private final int[] transportPorts = new int[NODES];
  private final Process[] processes = new Process[NODES];

  private ClusterNodes(Path folder) {
    this.folder = folder;
  }

  /** The nodes that all tests of this JVM share; skips the test where memory is short. */
  public static synchronized ClusterNodes shared() throws Exception {
    assumeMemory();
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  private static void assumeMemory() throws IOException {
    Path memory = Path.of("/proc/meminfo");
    if (Files.exists(memory)) {
      long available =
          Files.readAllLines(memory).stream()
              .filter(line -> line.startsWith("MemAvailable:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
              .findFirst()
              .orElse(Long.MAX_VALUE);
      assumeTrue(
          available >= NEEDED_MEGABYTES,
          () ->
              "three OpenSearch nodes need "
                  + NEEDED_MEGABYTES
                  + " MiB of memory, "
                  + available
                  + " MiB are free: not run");
    }
  }

  /** Starts three nodes and waits until they are one cluster. */
  public static ClusterNodes start() throws Exception {
    ClusterNodes nodes = new ClusterNodes(Files.createTempDirectory("gistwire-cluster"));
    Runtime.getRuntime().addShutdownHook(new Thread(nodes::destroy));
    for (int i = 0; i < NODES; i++) {
      nodes.httpPorts[i] = freePort();
      nodes.transportPorts[i] = freePort();
    }
    for (int i = 0; i < NODES; i++) {
      nodes.start(i);
    }
    nodes.awaitNodes(NODES);
    return nodes;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts a node that is not running, with the data that it had. */
  public void start(int index) throws IOException {
    Path build = Path.of(System.getProperty("gistwire.cluster.node"));
    Path plugin = build.resolve("knn");
    String classPath =
        build.resolve("classes")
            + File.pathSeparator
            + Files.readString(build.resolve("classes/opensearch.classpath")).trim()
            + File.pathSeparator
            + plugin
            + "/*";
    String seeds =
        IntStream.of(transportPorts)
            .mapToObj(port -> "127.0.0.1:" + port)
            .collect(Collectors.joining(","));
    Path home = Files.createDirectories(folder.resolve("node-" + index));
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
      command.addAll(List.of("/usr/bin/nice", "-n", "5"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms" + HEAP_MEGABYTES + "m",
            "-Xmx" + HEAP_MEGABYTES + "m",
            "-XX:+UseSerialGC",
            "-cp",
            classPath,
            "io.gistwire.cluster.node.OpenSearchNode",
            home.toString(),
            "cluster.name=gistwire-test",
            "node.name=node-" + index,
            "http.port=" + httpPorts[index],
            "transport.port=" + transportPorts[index],
            "discovery.seed_hosts=" + seeds,
            "cluster.initial_cluster_manager_nodes=node-0,node-1,node-2",
            "cluster.routing.allocation.disk.threshold_enabled=false"));
    processes[index] =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("output.txt").toFile()))
            .start();
  }

  /** Ends a node at once, as a loss of power of its machine would end it. */
  public void kill(int index) throws InterruptedException {
    processes[index].destroyForcibly();
    processes[index].waitFor();
  }

  /** Stops a node for a while, as a machine that swaps or a long pause of its JVM does. */
  public void pause(int index, long millis) throws IOException, InterruptedException {
    signal("STOP", index);
    Thread.sleep(millis);
    signal("CONT", index);
  }

  private void signal(String name, int index) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(processes[index].pid()))
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Waits until so many nodes are one cluster and every shard has a primary copy. */
  public void awaitNodes(int count) throws Exception {
    await("yellow", count);
  }

  /** Waits until every copy of every shard is assigned. */
  public void awaitGreen() throws Exception {
    await("green", NODES);
  }

  private void await(String status, int count) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    String seen = "no answer";
    try (Rest rest = Rest.open(settings("unused"))) {
      while (System.nanoTime() < end) {
        try {
          JsonNode health =
              rest.json("GET", "/_cluster/health", Map.of("local", "false"), null).require(200);
          seen = health.toString();
          String now = health.path("status").asText();
          boolean isHealthy = now.equals("green") || now.equals(status);
          if (isHealthy && health.path("number_of_nodes").asInt() == count) {
            return;
          }
        } catch (StoreException e) {
          seen = e.getMessage();
        }
        Thread.sleep(200);
      }
    }
    throw new IllegalStateException(
        "the nodes are not "
            + status
            + " after "
            + START_SECONDS
            + " s: "
            + seen
            + "; their output is in "
            + folder);
  }

  /** Settings of a ledger on these nodes. */
  public ClusterSettings settings(String prefix) {
    return ClusterSettings.of(
        IntStream.of(httpPorts).mapToObj(port -> URI.create("http://127.0.0.1:" + port)).toList(),
        prefix);
  }

  private void destroy() {
    for (Process process : processes) {
      if (process != null) {
        process.destroyForcibly();
      }
    }
    try (var files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      System.err.println("left behind: " + folder);
    }
  }

  @Override
  public void close() {
    destroy();
  }
}
