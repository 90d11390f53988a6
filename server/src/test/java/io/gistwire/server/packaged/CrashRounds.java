package io.gistwire.server.packaged;

import io.gistwire.proto.v1.Gist;
import io.gistwire.server.crash.KillableProcess;
import io.gistwire.server.crash.SendingClient;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.sqlite.LedgerOptions;
import io.gistwire.server.ledger.sqlite.SqliteLedger;
import io.gistwire.server.storage.DataFolder;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Rounds of kills, and what the ledger holds after them. */
final class CrashRounds {
  private static final long NUMBERS_A_START = 1L << 32;
  private static final int LONGEST_MILLIS = 400;
  private static final int POLL_MILLIS = 5;

  /** A client waits at most a minute or so before it connects again. */
  private static final long LONGEST_STILL_SECONDS = 300;

  private final Path folder;
  private final Random random;
  private final Starter starter;
  private final int port;
  private Killable server;
  private KillableProcess client;
  private long starts;

  /** What was found. */
  record Result(
      int delivered,
      int stored,
      int held,
      List<String> lost,
      List<String> doubled,
      List<String> disordered,
      List<String> findings) {}

  /** Starts a server on a folder and a port; returns when it serves. */
  interface Starter {
    Killable start(Path data, int port) throws IOException, InterruptedException;
  }

  /** Something that can be ended at once. */
  interface Killable {
    void kill() throws InterruptedException;
  }

  CrashRounds(Path folder, long seed, Starter starter) throws IOException {
    this.folder = folder;
    this.starter = starter;
    random = new Random(seed);
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  Result run(int rounds) throws Exception {
    startServer();
    startClient();
    for (int round = 0; round < rounds; round++) {
      awaitProgress();
      Thread.sleep(random.nextInt(LONGEST_MILLIS));
      if (random.nextBoolean()) {
        server.kill();
        startServer();
      } else {
        client.kill();
        startClient();
      }
    }
    client.kill();
    KillableProcess last =
        KillableProcess.start(
            folder, SendingClient.class, folder.toString(), Integer.toString(port), "0", "drain");
    int drained = last.await();
    if (drained != 0) {
      throw new IOException("the last client could not deliver what was left");
    }
    server.kill();
    return verify();
  }

  /** Gists flow again: the next kill falls into the middle of a stream. */
  private void awaitProgress() throws IOException, InterruptedException {
    Path file = folder.resolve("delivered");
    long before = Files.exists(file) ? Files.size(file) : 0;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_STILL_SECONDS);
    while (!Files.exists(file) || Files.size(file) == before) {
      if (System.nanoTime() > deadline) {
        throw new IOException("nothing was delivered for " + LONGEST_STILL_SECONDS + " s");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void startServer() throws IOException, InterruptedException {
    server = starter.start(folder.resolve("data"), port);
  }

  private void startClient() throws IOException {
    long first = ++starts * NUMBERS_A_START;
    client =
        KillableProcess.start(
            folder,
            SendingClient.class,
            folder.toString(),
            Integer.toString(port),
            Long.toString(first));
  }

  private Result verify() throws IOException {
    Map<Long, Integer> times = new HashMap<>();
    List<String> disordered = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    try (DataFolder data = DataFolder.open(folder.resolve("data"));
        SqliteLedger ledger = SqliteLedger.open(data, LedgerOptions.defaults())) {
      ledger.upkeep().check(true, found -> findings.add(found.subject() + ": " + found.message()));
      long before = -1;
      for (LedgerEvent event : ledger.log().readAfter(0, Integer.MAX_VALUE).events()) {
        if (event instanceof LedgerEvent.Put put) {
          long number = numberOf(put.gist());
          times.merge(number, 1, Integer::sum);
          if (number <= before) {
            disordered.add(number + " after " + before);
          }
          before = number;
        }
      }
    }
    Set<Long> delivered = numbers("delivered");
    Set<Long> stored = numbers("stored");
    Set<Long> promised = new HashSet<>(delivered);
    promised.addAll(stored);
    List<String> lost =
        promised.stream().filter(n -> !times.containsKey(n)).map(Long::toHexString).toList();
    List<String> doubled =
        times.entrySet().stream()
            .filter(entry -> entry.getValue() > 1)
            .map(entry -> Long.toHexString(entry.getKey()))
            .toList();
    return new Result(
        delivered.size(), stored.size(), times.size(), lost, doubled, disordered, findings);
  }

  private static long numberOf(Gist gist) {
    return gist.getLayers(0).getData().asReadOnlyByteBuffer().getLong();
  }

  private Set<Long> numbers(String name) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name)));
    Set<Long> numbers = new HashSet<>();
    while (bytes.remaining() >= Long.BYTES) {
      numbers.add(bytes.getLong());
    }
    return numbers;
  }
}
