package io.gistwire.cli.bench.stream;

import io.gistwire.cli.output.Figures;
import io.gistwire.cli.output.Figures.Better;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The measurements of {@code bench link}, one after the other on one link. */
final class LinkRun {
  private static final double GOAL_SHARE = 0.75;
  private static final int CONNECT_SECONDS = 240;
  private static final int QUIET_MILLIS = 4_000;

  private final PacketLink link;
  private final LinkTalk client;
  private final double bytesPerSecond;
  private int sent;

  LinkRun(PacketLink link, LinkTalk client, double bitsPerSecond) {
    this.link = link;
    this.client = client;
    this.bytesPerSecond = bitsPerSecond / 8;
  }

  /** Bytes of a cold connect, of a lone gist and of a resumed connect. */
  void smallThings(Figures figures) throws IOException, InterruptedException {
    send(1);
    client.await("state STREAMING", CONNECT_SECONDS);
    PacketLink.Counts open = link.counts();
    client.await("delivered", n -> n == sent, CONNECT_SECONDS);
    Thread.sleep(QUIET_MILLIS);
    PacketLink.Counts before = link.counts();
    send(1);
    client.await("delivered", n -> n == sent, CONNECT_SECONDS);
    Thread.sleep(QUIET_MILLIS);
    PacketLink.Counts after = link.counts();
    client.tell("network");
    client.await("state STREAMING", CONNECT_SECONDS);
    PacketLink.Counts again = link.counts();
    both("link_cold_connect", new PacketLink.Counts(0, 0, 0, 0, 0), open, figures);
    both("link_lone_gist", before, after, figures);
    both("link_resumed_connect", after, again, figures);
  }

  private static void both(
      String name, PacketLink.Counts from, PacketLink.Counts to, Figures figures) {
    figures
        .add(name + "_up_bytes", to.upBytes() - from.upBytes(), "bytes", null, Better.LOWER)
        .add(name + "_down_bytes", to.downBytes() - from.downBytes(), "bytes", null, Better.LOWER);
  }

  /** The share of the link that is layer bytes while there is more to send than it carries. */
  void fullBatches(int seconds, Figures figures) throws IOException, InterruptedException {
    int start = sent;
    send((int) (bytesPerSecond * seconds / SyntheticGists.LAYER_BYTES));
    LinkTalk.Heard first = client.await("ack", n -> n > start, CONNECT_SECONDS);
    PacketLink.Counts before = link.counts();
    LinkTalk.Heard last = client.await("ack", n -> n == sent, 4 * seconds + CONNECT_SECONDS);
    PacketLink.Counts after = link.counts();
    double layerBytes =
        (last.number("ack") - first.number("ack")) * (double) SyntheticGists.LAYER_BYTES;
    double took = (last.nanos() - first.nanos()) / 1e9;
    figures
        .add(
            "link_payload_share",
            layerBytes / (took * bytesPerSecond),
            "of the link",
            GOAL_SHARE,
            Better.HIGHER)
        .add(
            "link_payload_share_of_ip_bytes",
            layerBytes / (after.upBytes() - before.upBytes()),
            "of bytes",
            null,
            Better.HIGHER);
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
