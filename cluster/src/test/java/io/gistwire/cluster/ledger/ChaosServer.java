package io.gistwire.cluster.ledger;

import io.gistwire.cluster.store.ClusterSettings;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.SourceKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A ledger with sessions of its own in a JVM that can be killed. It prints each ack; the parent
 * remembers what was printed, as devices remember their acks.
 */
final class ChaosServer {
  private static final int SESSIONS = 4;

  private final ClusterSettings settings;
  private final List<EpochKey> epochs = new ArrayList<>();
  private final List<Acked> acked = new ArrayList<>();
  private Process process;
  private Thread reader;

  /** The acks of one session. */
  private static final class Acked implements ChaosCount.Session {
    private final EpochKey epoch;
    private volatile long through;

    private Acked(EpochKey epoch) {
      this.epoch = epoch;
    }

    @Override
    public EpochKey epoch() {
      return epoch;
    }

    @Override
    public long acked() {
      return through;
    }
  }

  ChaosServer(ClusterSettings settings, String name, long seed) {
    this.settings = settings;
    for (int i = 0; i < SESSIONS; i++) {
      EpochKey epoch = new EpochKey(new SourceKey("acme", name + "-" + i), seed + i);
      epochs.add(epoch);
      acked.add(new Acked(epoch));
    }
  }

  List<? extends ChaosCount.Session> sessions() {
    return acked;
  }

  void start() throws IOException {
    List<String> command =
        Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ChaosServer.class.getName(),
                settings.hosts().stream().map(URI::toString).collect(Collectors.joining(",")),
                settings.prefix())
            .collect(Collectors.toCollection(ArrayList::new));
    epochs.forEach(epoch -> command.add(epoch.source().source() + "/" + epoch.toHex()));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    reader = new Thread(() -> lines.lines().forEach(this::note), "chaos-server");
    reader.setDaemon(true);
    reader.start();
  }

  /** A line that the kill has cut is no ack. */
  private void note(String line) {
    String[] words = line.split(" ");
    if (words.length == 4 && words[0].equals("acked") && words[3].equals("end")) {
      Acked session = acked.get(Integer.parseInt(words[1]));
      session.through = Math.max(session.through, Long.parseLong(words[2]));
    }
  }

  /** Ends it at once. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
    reader.join();
  }

  /** Hosts, prefix, then {@code source/epoch} of each session. */
  public static void main(String[] args) throws Exception {
    List<URI> hosts = Stream.of(args[0].split(",")).map(URI::create).toList();
    OpenSearchLedger ledger =
        OpenSearchLedger.open(ClusterSettings.of(hosts, args[1]).withCopies(1, 2, 2));
    List<ChaosSession> sessions = new ArrayList<>();
    for (int i = 2; i < args.length; i++) {
      String[] parts = args[i].split("/");
      EpochKey epoch =
          new EpochKey(new SourceKey("acme", parts[0]), Long.parseUnsignedLong(parts[1], 16));
      int number = i - 2;
      ChaosSession session = new ChaosSession(epoch, List.of(ledger), i);
      session.onAck(
          through -> {
            synchronized (ChaosServer.class) {
              System.out.println("acked " + number + " " + through + " end");
              System.out.flush();
            }
          });
      sessions.add(session);
    }
    sessions.forEach(Thread::start);
    for (ChaosSession session : sessions) {
      session.join();
    }
  }
}
