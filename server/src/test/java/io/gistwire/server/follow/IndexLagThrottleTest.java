package io.gistwire.server.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.proto.v1.Gist;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.index.GistDecoding;
import io.gistwire.server.index.LedgerInFolder;
import io.gistwire.server.index.PlainDecoding;
import io.gistwire.server.index.embedded.EmbeddedGistIndex;
import io.gistwire.server.index.lucene.CaptionLanguage;
import io.gistwire.server.ledger.LedgerLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexLagThrottleTest {
  private static final int GROUP = 25;
  private static final int GROUPS = 20;
  private static final long MAX_LAG = 40;
  private static final long LONG_MILLIS = 60_000;

  @TempDir Path folder;

  /** A pack whose labels take their time: the real index reads them of every gist. */
  private static final class SlowDecoding implements GistDecoding {
    private final PlainDecoding plain = new PlainDecoding();

    @Override
    public CodeFingerprint fingerprint() {
      return plain.fingerprint();
    }

    @Override
    public Quantizer quantizer() {
      return plain.quantizer();
    }

    @Override
    public int[] labels(Gist gist) {
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return plain.labels(gist);
    }
  }

  private static void put(LedgerInFolder ledger, int count) {
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      gists.add(LedgerInFolder.gist(new byte[] {1, 2}, null, null, 1));
    }
    ledger.putAll("acme", "cam", PlainDecoding.CODE, gists);
  }

  /** Notes the largest lag that any commit left before the throttle saw it. */
  private static AtomicLong largestLag(LedgerLog log, LongSupplier reached) {
    AtomicLong largest = new AtomicLong();
    log.subscribe(last -> largest.accumulateAndGet(last - reached.getAsLong(), Math::max));
    return largest;
  }

  @Test
  void a_slow_index_slows_writes_and_never_falls_further_behind_than_the_bound_and_one_group()
      throws Exception {
    try (LedgerInFolder ledger = new LedgerInFolder(folder.resolve("data"));
        Captions captions = new PlainDecoding().captions(folder.resolve("index"));
        EmbeddedGistIndex index =
            EmbeddedGistIndex.open(
                new SlowDecoding(),
                captions,
                ledger.ledger(),
                CaptionLanguage.of("en"),
                folder.resolve("index"))) {
      LedgerLog log = ledger.ledger().log();
      AtomicLong largest = largestLag(log, index::position);
      try (IndexLagThrottle throttle = IndexLagThrottle.on(log, MAX_LAG, index::position)) {
        for (int i = 0; i < GROUPS; i++) {
          put(ledger, GROUP);
        }
        assertTrue(throttle.throttledCount() > 0, "no commit waited");
        assertTrue(largest.get() <= MAX_LAG + GROUP, "the index was behind by " + largest);
        assertTrue(index.awaitPosition(log.lastPosition(), LONG_MILLIS));
        assertEquals(GROUPS * GROUP, index.stats().gistCount());
      }
    }
  }

  @Test
  void an_index_that_keeps_up_is_never_waited_for() throws Exception {
    try (LedgerInFolder ledger = new LedgerInFolder(folder.resolve("data"))) {
      LedgerLog log = ledger.ledger().log();
      try (IndexLagThrottle throttle = IndexLagThrottle.on(log, MAX_LAG, log::lastPosition)) {
        put(ledger, 4 * GROUP);
        assertEquals(0, throttle.throttledCount());
      }
    }
  }

  @Test
  void a_lag_that_was_there_before_may_stay_but_not_grow() throws Exception {
    try (LedgerInFolder ledger = new LedgerInFolder(folder.resolve("data"))) {
      LedgerLog log = ledger.ledger().log();
      put(ledger, 4 * GROUP);
      long before = log.lastPosition();
      // A follower that reads the log from its beginning: each look finds it five positions on.
      AtomicLong reached = new AtomicLong();
      LongSupplier catchingUp = () -> Math.min(reached.addAndGet(5), log.lastPosition());
      try (IndexLagThrottle throttle = IndexLagThrottle.on(log, MAX_LAG, catchingUp)) {
        put(ledger, GROUP);
        put(ledger, GROUP);
        long lag = log.lastPosition() - reached.get();
        assertTrue(throttle.throttledCount() > 0, "no commit waited");
        assertTrue(lag <= before, "the lag grew from " + before + " to " + lag);
      }
    }
  }

  @Test
  void a_brake_that_was_taken_off_lets_commits_pass() throws Exception {
    try (LedgerInFolder ledger = new LedgerInFolder(folder.resolve("data"))) {
      IndexLagThrottle throttle = IndexLagThrottle.on(ledger.ledger().log(), 0, () -> 0);
      throttle.close();
      put(ledger, GROUP);
      assertEquals(0, throttle.throttledCount());
    }
  }
}
