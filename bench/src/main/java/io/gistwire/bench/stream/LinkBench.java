package io.gistwire.bench.stream;

import io.gistwire.bench.figures.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Measures what a thin link carries, at IP level; see {@code bench link}. */
public final class LinkBench {
  /** Longest packet on the emulated link, IP header included. */
  public static final int PACKET_BYTES = Tun.MTU_BYTES;

  private static final String CLIENT_ADDRESS = "10.79.0.1";
  private static final String SERVER_ADDRESS = "10.79.0.2";

  /** Sessions kept by the server: the JDK's self-contained tickets take over 1 KB. */
  private static final String SERVER_SIDE_TLS_SESSIONS =
      "jdk.tls.server.enableSessionTicketExtension=false";

  /**
   * The emulated link, the same in both directions.
   *
   * @param bitsPerSecond rate at IP level
   * @param roundTripMillis propagation there and back
   * @param loss share of packets that are lost
   * @param queueBytes bytes that wait before the link; more are dropped
   * @param seed which packets are lost
   */
  public record Link(
      int bitsPerSecond, int roundTripMillis, double loss, int queueBytes, long seed) {}

  private final Link settings;
  private final int seconds;
  private final int outageSeconds;

  /**
   * What to measure.
   *
   * @param seconds length of the full-batch measurement
   * @param outageSeconds length of the darkness; 0: none
   */
  public LinkBench(Link settings, int seconds, int outageSeconds) {
    this.settings = settings;
    this.seconds = seconds;
    this.outageSeconds = outageSeconds;
  }

  /** Whether this machine allows whole packets: Linux, root, TUN and the command ip. */
  public static boolean isPacketLinkPossible() {
    return Tun.isPossible();
  }

  /**
   * Starts server and client with the link between them, measures, takes all away.
   *
   * @param wholePackets between two network namespaces; else a relay in user space
   */
  public void run(boolean wholePackets, Figures figures) throws Exception {
    try (WorkFolder work = WorkFolder.below(Path.of(System.getProperty("java.io.tmpdir")))) {
      int sent = wholePackets ? overPackets(work.path(), figures) : overRelay(work.path(), figures);
      compare(sent, BenchServer.dataFolder(work.path()), figures);
    }
  }

  private int overPackets(Path work, Figures figures) throws Exception {
    PacketLink.Settings packets =
        new PacketLink.Settings(
            settings.bitsPerSecond(),
            settings.roundTripMillis() / 2,
            settings.loss(),
            settings.queueBytes(),
            settings.seed());
    List<String> open =
        List.of(
            "quarkus.grpc.server.host=0.0.0.0",
            SERVER_SIDE_TLS_SESSIONS,
            "gistwire.allow-unauthenticated-network=true");
    try (PacketLink link = PacketLink.open(packets, CLIENT_ADDRESS, SERVER_ADDRESS);
        BenchServer server = BenchServer.start(work, link.right().inside(), open)) {
      String target = SERVER_ADDRESS + ":" + server.port();
      return measure(link, link.left().inside(), target, server, work, figures);
    }
  }

  private int overRelay(Path work, Figures figures) throws Exception {
    try (BenchServer server =
            BenchServer.start(work, List.of(), List.of(SERVER_SIDE_TLS_SESSIONS));
        RelayLink link = RelayLink.open(settings, server.port())) {
      return measure(link, List.of(), "127.0.0.1:" + link.port(), server, work, figures);
    }
  }

  private int measure(
      LinkPath link,
      List<String> inside,
      String target,
      BenchServer server,
      Path work,
      Figures figures)
      throws IOException, InterruptedException {
    Path outbox = Files.createDirectories(work.resolve("outbox"));
    figures.note(link.inWords());
    try (LinkTalk client = LinkTalk.start(inside, target, server.certificate(), outbox)) {
      LinkRun run = new LinkRun(link, client, settings.bitsPerSecond());
      run.smallThings(figures);
      run.fullBatches(seconds, figures);
      if (outageSeconds > 0) {
        run.outage(outageSeconds, figures);
      }
      return run.sent();
    }
  }

  /** Counts what the ledger holds; its key lets no gist stand there twice. */
  private static void compare(int sent, Path data, Figures figures) throws SQLException {
    try (Connection ledger =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("ledger.db"));
        Statement s = ledger.createStatement();
        ResultSet r = s.executeQuery("SELECT count(*) FROM entry WHERE state = 1")) {
      r.next();
      figures.add("link_gists_missing", sent - r.getLong(1), "gists", 0.0, Figures.Better.LOWER);
    }
  }
}
