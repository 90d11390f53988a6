package io.gistwire.bench.stream;

import io.gistwire.bench.figures.Figures;
import io.gistwire.bench.figures.Figures.Better;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The measurements of {@code bench link}, one after the other on one link. */
final class LinkRun {
  private static final double GOAL_SHARE = 0.75;
  private static final int CONNECT_SECONDS = 240;
  private static final int QUIET_MILLIS = 4_000;

  private final LinkPath link;
  private final LinkTalk client;
  private final double bytesPerSecond;
  private int sent;

  LinkRun(LinkPath link, LinkTalk client, double bitsPerSecond) {
    this.link = link;
    this.client = client;
    this.bytesPerSecond = bitsPerSecond / 8;
  }

  /** Bytes of a cold connect, of a lone gist and of a resumed connect. */
  void smallThings(Figures figures) throws IOException, InterruptedException {
    send(1);
    client.await("state STREAMING", CONNECT_SECONDS);
    LinkPath.Counts open = link.counts();
    client.await("delivered", n -> n == sent, CONNECT_SECONDS);
    Thread.sleep(QUIET_MILLIS);
    LinkPath.Counts before = link.counts();
    send(1);
    client.await("delivered", n -> n == sent, CONNECT_SECONDS);
    Thread.sleep(QUIET_MILLIS);
    LinkPath.Counts after = link.counts();
    client.tell("network");
    client.await("state STREAMING", CONNECT_SECONDS);
    LinkPath.Counts again = link.counts();
    both("link_cold_connect", LinkPath.Counts.NONE, open, figures);
    both("link_lone_gist", before, after, figures);
    both("link_resumed_connect", after, again, figures);
    figures.note(
        "link_resumed_connect holds the end of the connection before it, too (RST_STREAM, GOAWAY, TLS and TCP close)."
            + " Its TLS handshake is resumed: the server's part is shorter by the certificate, while BoringSSL pads a"
            + " ClientHello with a session to 512 bytes. In both connects the kernel sends again what takes longer than"
            + " its first timers, not the same packets in every run.");
  }

  private static void both(String name, LinkPath.Counts from, LinkPath.Counts to, Figures figures) {
    figures
        .add(name + "_up_bytes", to.upBytes() - from.upBytes(), "bytes", null, Better.LOWER)
        .add(name + "_down_bytes", to.downBytes() - from.downBytes(), "bytes", null, Better.LOWER);
  }

  /**
   * The share of the link that is layer bytes while there is more to send than it carries: from the
   * first ack to the last, and from half the gists on, when batches and window have settled.
   */
  void fullBatches(int seconds, Figures figures) throws IOException, InterruptedException {
    int start = sent;
    send((int) (bytesPerSecond * seconds / SyntheticGists.LAYER_BYTES));
    LinkTalk.Heard first = client.await("ack", n -> n > start, CONNECT_SECONDS);
    LinkPath.Counts before = link.counts();
    long half = (start + sent) / 2;
    int patienceSeconds = 4 * seconds + CONNECT_SECONDS;
    LinkTalk.Heard middle = acked(half, first, patienceSeconds);
    LinkTalk.Heard last = acked(sent, middle, patienceSeconds);
    LinkPath.Counts after = link.counts();
    figures
        .note(
            "link_payload_share begins at the first ack. Until the kernel has learned how long a full packet takes it"
                + " sends the first ones twice (tail-loss probes), which weighs more the shorter the run is;"
                + " link_payload_share_settled is the share from half the gists on.")
        .add("link_payload_share", share(first, last), "of the link", GOAL_SHARE, Better.HIGHER)
        .add(
            "link_payload_share_settled",
            share(middle, last),
            "of the link",
            GOAL_SHARE,
            Better.HIGHER)
        .add(
            "link_payload_share_of_ip_bytes",
            layerBytes(first, last) / Math.max(1, after.upBytes() - before.upBytes()),
            "of bytes",
            null,
            Better.HIGHER);
  }

  /** The first ack that reaches a gist; one ack may reach several goals. */
  private LinkTalk.Heard acked(long goal, LinkTalk.Heard soFar, int seconds)
      throws InterruptedException {
    return soFar.number("ack") >= goal ? soFar : client.await("ack", n -> n >= goal, seconds);
  }

  private double share(LinkTalk.Heard from, LinkTalk.Heard to) {
    double tookSeconds = (to.nanos() - from.nanos()) / 1e9;
    return tookSeconds == 0 ? 0 : layerBytes(from, to) / (tookSeconds * bytesPerSecond);
  }

  private static double layerBytes(LinkTalk.Heard from, LinkTalk.Heard to) {
    return (to.number("ack") - from.number("ack")) * (double) SyntheticGists.LAYER_BYTES;
  }

  /** Darkness in the middle of a backlog, and how long it takes to catch up. */
  void outage(int seconds, Figures figures) throws IOException, InterruptedException {
    int start = sent;
    send((int) (bytesPerSecond * 60 / SyntheticGists.LAYER_BYTES));
    client.await("ack", n -> n > start, CONNECT_SECONDS);
    link.dark(true);
    TimeUnit.SECONDS.sleep(seconds);
    link.dark(false);
    long lightNanos = System.nanoTime();
    LinkTalk.Heard last = client.await("delivered", n -> n == sent, 10 * CONNECT_SECONDS);
    figures.add(
        "link_catch_up_seconds", (last.nanos() - lightNanos) / 1e9, "s", null, Better.LOWER);
  }

  private void send(int count) throws IOException {
    sent += count;
    client.tell("send " + count);
  }

  int sent() {
    return sent;
  }
}
