package io.gistwire.server.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.index.LedgerInFolder;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFollowerTest {
  private static final long LONG_MILLIS = 60_000;
  private static final CodeFingerprint CODE = CodeFingerprint.parse("00000000c0de0001");

  @TempDir Path folder;
  private LedgerInFolder ledger;

  @BeforeEach
  void open() throws IOException {
    ledger = new LedgerInFolder(folder.resolve("data"));
  }

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  /** Notes what it is told; fails or begins elsewhere when asked to. */
  private static class Notes implements Follower {
    final List<Long> applied = Collections.synchronizedList(new ArrayList<>());
    volatile long start;
    volatile int sliceRows = 100;
    volatile int failures;
    final CountDownLatch restarted = new CountDownLatch(1);
    volatile int restarts;
    volatile OptionalLong mark = OptionalLong.empty();
    volatile boolean needsDeletions = true;
    volatile long restartAt;

    @Override
    public long startPosition() {
      return start;
    }

    @Override
    public int sliceRows() {
      return sliceRows;
    }

    @Override
    public long apply(LedgerLog.Slice slice, long lastPosition) {
      if (failures > 0) {
        failures--;
        throw new IllegalStateException("as the test asked");
      }
      for (LedgerEvent event : slice.events()) {
        applied.add(event.position());
      }
      return slice.throughPosition();
    }

    @Override
    public OptionalLong startMark() {
      return mark;
    }

    @Override
    public boolean needsDeletions() {
      return needsDeletions;
    }

    @Override
    public long restart() {
      restarts++;
      applied.clear();
      restarted.countDown();
      return restartAt;
    }
  }

  private void put(int count) {
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      gists.add(LedgerInFolder.gist(new byte[] {1, 2}, null, null, 1));
    }
    ledger.putAll("acme", "cam", CODE, gists);
  }

  private LogFollower follow(Notes notes) {
    return LogFollower.start("test-follower", ledger.ledger().log(), notes);
  }

  private List<Long> positions() {
    return ledger.ledger().log().readAfter(0, Integer.MAX_VALUE).events().stream()
        .map(LedgerEvent::position)
        .collect(Collectors.toList());
  }

  private boolean caughtUp(LogFollower follower) throws InterruptedException {
    return follower.await(ledger.ledger().log().lastPosition(), LONG_MILLIS);
  }

  @Test
  void every_event_comes_once_and_in_order_whatever_the_slices() throws Exception {
    Notes notes = new Notes();
    notes.sliceRows = 7;
    put(100);
    try (LogFollower follower = follow(notes)) {
      put(50);
      assertTrue(caughtUp(follower));
      put(50);
      assertTrue(caughtUp(follower));
      assertEquals(0, follower.lag());
      assertEquals(positions(), notes.applied);
    }
  }

  @Test
  void a_follower_begins_after_what_it_has() throws Exception {
    put(10);
    Notes notes = new Notes();
    notes.start = positions().get(3);
    try (LogFollower follower = follow(notes)) {
      assertTrue(caughtUp(follower));
    }
    assertEquals(positions().subList(4, 10), notes.applied);
  }

  @Test
  void a_slice_that_failed_comes_again() throws Exception {
    put(10);
    Notes notes = new Notes();
    notes.failures = 1;
    try (LogFollower follower = follow(notes)) {
      assertTrue(caughtUp(follower));
    }
    assertEquals(positions(), notes.applied);
  }

  @Test
  void a_follower_ahead_of_a_ledger_that_was_restored_begins_anew() throws Exception {
    put(5);
    Notes notes = new Notes();
    notes.start = 1_000_000;
    try (LogFollower follower = follow(notes)) {
      assertTrue(notes.restarted.await(LONG_MILLIS, TimeUnit.MILLISECONDS));
      assertTrue(caughtUp(follower));
    }
    assertEquals(1, notes.restarts);
    assertEquals(positions(), notes.applied);
  }

  @Test
  void a_follower_of_another_history_begins_anew_and_one_of_the_same_goes_on() throws Exception {
    put(10);
    long fourth = positions().get(3);
    Notes same = new Notes();
    same.start = fourth;
    same.mark = ledger.ledger().log().mark(fourth);
    Notes other = new Notes();
    other.start = fourth;
    other.mark = OptionalLong.of(same.mark.getAsLong() + 1);
    try (LogFollower first = follow(same);
        LogFollower second = follow(other)) {
      assertTrue(caughtUp(first));
      assertTrue(caughtUp(second));
    }
    assertEquals(0, same.restarts);
    assertEquals(positions().subList(4, 10), same.applied);
    assertEquals(1, other.restarts);
    assertEquals(positions(), other.applied);
  }

  @Test
  void a_follower_whose_last_event_was_removed_with_its_gist_goes_on() throws Exception {
    GistKey key =
        ledger.put("acme", "cam", CODE, LedgerInFolder.gist(new byte[] {1}, null, null, 1));
    ledger.addLayer(key, LayerKind.LAYER_KIND_LAYOUT, new byte[9]);
    Notes notes = new Notes();
    notes.start = ledger.ledger().log().lastPosition();
    notes.mark = ledger.ledger().log().mark(notes.start);
    assertTrue(notes.mark.isPresent());
    ledger.delete(key);
    put(3);
    try (LogFollower follower = follow(notes)) {
      assertTrue(caughtUp(follower));
    }
    assertEquals(0, notes.restarts);
    assertEquals(List.of(3L, 4L, 5L, 6L), notes.applied);
  }

  @Test
  void a_follower_goes_on_from_where_its_restart_states() throws Exception {
    put(10);
    Notes notes = new Notes();
    notes.start = 1_000_000;
    notes.restartAt = positions().get(8);
    try (LogFollower follower = follow(notes)) {
      assertTrue(notes.restarted.await(LONG_MILLIS, TimeUnit.MILLISECONDS));
      assertTrue(caughtUp(follower));
    }
    assertEquals(positions().subList(9, 10), notes.applied);
  }

  /** Takes a time of its own clock for each slice; meanwhile gists arrive, a few times. */
  private final class Slow extends Notes {
    final AtomicLong clockNanos = new AtomicLong();
    final boolean yields;
    final long sliceNanos;
    final int arrivals;
    int times;

    Slow(boolean yields, long sliceNanos, int arrivals, int times) {
      this.yields = yields;
      this.sliceNanos = sliceNanos;
      this.arrivals = arrivals;
      this.times = times;
      this.sliceRows = 4;
    }

    @Override
    public long apply(LedgerLog.Slice slice, long lastPosition) {
      super.apply(slice, lastPosition);
      clockNanos.addAndGet(sliceNanos);
      if (times-- > 0) {
        put(arrivals);
      }
      return slice.throughPosition();
    }

    @Override
    public boolean yieldsToArrivals() {
      return yields;
    }

    LogFollower start() {
      return LogFollower.start("slow", ledger.ledger().log(), this, clockNanos::get);
    }
  }

  @Test
  void a_follower_that_yields_rests_as_long_as_it_worked_when_eight_times_as_much_arrives()
      throws Exception {
    put(4);
    Slow notes = new Slow(true, TimeUnit.HOURS.toNanos(1), 32, 1);
    List<Long> first = positions();
    try (LogFollower follower = notes.start()) {
      assertTrue(follower.await(first.get(3), LONG_MILLIS));
      assertFalse(follower.await(first.get(3) + 1, 200));
    }
    assertEquals(first, notes.applied);
  }

  @Test
  void a_follower_that_yields_works_on_while_less_arrives() throws Exception {
    put(4);
    Slow notes = new Slow(true, TimeUnit.HOURS.toNanos(1), 31, 1);
    assertFollowsAll(notes, 4 + 31);
  }

  @Test
  void a_follower_that_does_not_yield_works_on_whatever_arrives() throws Exception {
    put(4);
    assertFollowsAll(new Slow(false, TimeUnit.HOURS.toNanos(1), 400, 1), 4 + 400);
  }

  @Test
  void a_follower_that_rests_comes_to_the_end_of_the_log() throws Exception {
    put(4);
    assertFollowsAll(new Slow(true, TimeUnit.MILLISECONDS.toNanos(1), 400, 3), 4 + 3 * 400);
  }

  private void assertFollowsAll(Slow notes, int count) throws Exception {
    try (LogFollower follower = notes.start()) {
      while (notes.applied.size() < count) {
        assertTrue(follower.await(follower.position() + 1, LONG_MILLIS));
      }
    }
    assertEquals(positions(), notes.applied);
  }

  @Test
  void a_rest_grows_with_what_arrives_up_to_seven_times_the_work() {
    assertEquals(0, LogFollower.rests(32, 0));
    assertEquals(0, LogFollower.rests(32, 255));
    assertEquals(1, LogFollower.rests(32, 256));
    assertEquals(3, LogFollower.rests(1, 31));
    assertEquals(7, LogFollower.rests(32, 1792));
    assertEquals(7, LogFollower.rests(1, Long.MAX_VALUE));
  }

  @Test
  void waiting_for_a_position_that_never_comes_ends_with_the_time() throws Exception {
    try (LogFollower follower = follow(new Notes())) {
      assertFalse(follower.await(1_000_000, 10));
    }
  }
}
