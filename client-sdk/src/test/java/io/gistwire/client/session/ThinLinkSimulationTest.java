package io.gistwire.client.session;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.link.LinkEstimator;
import io.gistwire.client.link.LinkProfile;
import io.gistwire.codec.CodeFingerprint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A long backlog over links in simulated time: the pipe stays full and the queue stays short. */
class ThinLinkSimulationTest {
  private static final CodeFingerprint PACK = CodeFingerprint.of(new byte[8]);
  private static final long SECOND = 1_000_000_000L;
  private static final int LAYER_BYTES = 23;
  private static final double GIST_BYTES = 25.3;
  private static final int BATCH_BYTES = 28;
  private static final int FRAMING_BYTES = 91;
  private static final int KEEPALIVE_SECONDS = 20;

  private record Due(long nanos, Event event) {}

  private final LinkEstimator link = new LinkEstimator();
  private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::nanos));
  private ClientSessionMachine machine;
  private double bytesPerSecond;
  private long oneWayNanos;
  private long linkFreeNanos;
  private long nowNanos;
  private long ackedGists;
  private long longestQueueNanos;

  @ParameterizedTest(name = "{0} bit/s, {1} ms round trip, {2}")
  @CsvSource({
    "1200,600,thin",
    "2400,600,thin",
    "9600,1200,thin",
    "19200,600,thin",
    "2400,600,auto",
    "64000,600,auto",
    "1000000,80,auto"
  })
  void a_backlog_fills_the_link_without_outliving_the_keepalive(
      int bitsPerSecond, int roundTrip, String profile) {
    bytesPerSecond = bitsPerSecond / 8.0;
    oneWayNanos = roundTrip * 500_000L;
    machine =
        new ClientSessionMachine(
            profile.equals("thin") ? LinkProfile.THIN : LinkProfile.AUTO,
            link,
            0,
            10_000_000,
            () -> 0.5);
    take(new Event.Start(PACK));
    take(new Event.Ready(true));
    take(new Event.Opened(0, 1 << 20, 262_144, 131_072, 1_024, 20_000));
    long settledNanos = 120 * SECOND;
    long endNanos = 600 * SECOND;
    long gistsBefore = -1;
    while (nowNanos < endNanos) {
      Due next = due.remove();
      nowNanos = next.nanos();
      if (gistsBefore < 0 && nowNanos >= settledNanos) {
        gistsBefore = ackedGists;
        longestQueueNanos = 0;
      }
      take(next.event());
    }
    double layerBytes = (ackedGists - gistsBefore) * (double) LAYER_BYTES;
    double share = layerBytes / ((endNanos - settledNanos) / 1e9 * bytesPerSecond);
    assertTrue(share >= 0.75, "only " + share + " of the link is layer bytes");
    assertTrue(
        longestQueueNanos < KEEPALIVE_SECONDS * SECOND,
        "a queue of " + longestQueueNanos / 1e9 + " s outlives the keepalive");
  }

  private void take(Event event) {
    if (event instanceof Event.Acked ack) {
      ackedGists = ack.throughSequence();
    }
    ArrayDeque<Event> events = new ArrayDeque<>(List.of(event));
    while (!events.isEmpty()) {
      for (Effect effect : machine.on(nowNanos, events.remove())) {
        if (effect instanceof Effect.SendBatch batch) {
          events.add(new Event.Written(send(batch)));
        } else if (effect instanceof Effect.Load load) {
          events.add(new Event.Loaded(load.fromSequence(), items(load), true));
        } else if (effect instanceof Effect.WakeAt wake) {
          due.add(new Due(wake.nanos(), new Event.Tick()));
        } else if (effect instanceof Effect.SendHeartbeat beat && beat.number() != 0) {
          due.add(
              new Due(nowNanos + 2 * oneWayNanos, new Event.HeartbeatReceived(0, beat.number())));
        }
      }
    }
  }

  /** Puts a batch on the link; its ack comes a round trip after its last byte. */
  private int send(Effect.SendBatch batch) {
    long gists = batch.last() - batch.first() + 1;
    int bytes = (int) (gists * GIST_BYTES) + BATCH_BYTES;
    long takesNanos = (long) ((bytes + FRAMING_BYTES) / bytesPerSecond * SECOND);
    linkFreeNanos = Math.max(linkFreeNanos, nowNanos) + takesNanos;
    longestQueueNanos = Math.max(longestQueueNanos, linkFreeNanos - nowNanos);
    due.add(new Due(linkFreeNanos + 2 * oneWayNanos, new Event.Acked(batch.last(), bytes)));
    return bytes;
  }

  private static List<Item> items(Effect.Load load) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < Math.min(load.maxRecords(), 1_024); i++) {
      items.add(MachineFixture.gist(load.fromSequence() + i, 44, LAYER_BYTES, PACK));
    }
    return items;
  }
}
