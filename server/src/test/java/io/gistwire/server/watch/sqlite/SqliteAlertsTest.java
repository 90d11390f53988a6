package io.gistwire.server.watch.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.Watch;
import io.gistwire.server.storage.SqliteFile;
import io.gistwire.server.watch.store.AlertStore;
import io.gistwire.server.watch.store.StoredWatch;
import io.gistwire.server.watch.store.WatchCommit;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteAlertsTest {
  private static final String BUSY = "watches/busy";
  private static final String QUIET = "watches/quiet";

  @TempDir Path temp;
  private SqliteWatchStore store;

  @BeforeEach
  void open() throws IOException {
    store = SqliteWatchStore.open(temp.resolve("watches.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void raise(String tenant, String watch, int first, int last) {
    Watch made = Watch.newBuilder().setName(watch).build();
    store.add(new StoredWatch(tenant, made, new float[0], 0));
    List<WatchCommit.NewAlert> alerts = new ArrayList<>();
    for (int i = first; i <= last; i++) {
      Alert alert =
          Alert.newBuilder()
              .setSource("sources/s")
              .setGist("sources/s/gists/" + i)
              .setRaiseTime(Timestamps.fromMillis(i))
              .build();
      alerts.add(new WatchCommit.NewAlert(tenant, watch, alert));
    }
    store.commit(new WatchCommit("f", last, OptionalLong.empty(), alerts, Map.of()));
  }

  @Test
  void a_stream_of_a_quiet_watch_goes_past_the_alerts_of_others_in_one_read() {
    raise("a", BUSY, 1, 3_000);
    raise("a", QUIET, 3_001, 3_001);
    raise("a", BUSY, 3_002, 5_000);
    AlertStore.Slice slice = store.alerts().after("a", 0, Set.of(QUIET), 64);
    assertEquals(List.of(3_001L), slice.alerts().stream().map(Alert::getPosition).toList());
    assertEquals(5_000, slice.throughPosition());
    assertFalse(slice.isMore());
    assertEquals(0, store.alerts().after("a", 5_000, Set.of(QUIET), 64).alerts().size());
  }

  @Test
  void a_stream_of_several_watches_sees_each_alert_once_whatever_the_slices_are() {
    raise("a", BUSY, 1, 2_500);
    raise("other", QUIET, 1, 10);
    raise("a", QUIET, 2_501, 2_600);
    raise("a", "watches/third", 2_601, 2_700);
    List<String> gists = new ArrayList<>();
    long position = 0;
    boolean isMore = true;
    while (isMore) {
      AlertStore.Slice slice =
          store.alerts().after("a", position, Set.of(QUIET, "watches/third"), 7);
      slice.alerts().forEach(alert -> gists.add(alert.getGist()));
      position = slice.throughPosition();
      isMore = slice.isMore();
    }
    assertEquals(200, gists.size());
    assertEquals(200, Set.copyOf(gists).size());
  }

  @Test
  void old_alerts_and_those_beyond_the_bound_are_deleted_and_counted() {
    raise("a", BUSY, 1, 1_200);
    raise("a", QUIET, 1_201, 1_210);
    store.alerts().expire("a", 301);
    assertEquals(900, store.alerts().count("a", BUSY));
    store.alerts().bound(100);
    assertEquals(100, store.alerts().count("a", BUSY));
    assertEquals(10, store.alerts().count("a", QUIET));
    List<Alert> left = store.alerts().before("a", Long.MAX_VALUE, Optional.of(BUSY), false, 1_000);
    assertEquals(100, left.size());
    assertEquals("sources/s/gists/1101", left.get(99).getGist());
    assertEquals(1_200, store.alerts().lastRaised("a", BUSY).orElseThrow());
    raise("a", BUSY, 1_150, 1_150);
    assertEquals(100, store.alerts().count("a", BUSY));
  }

  @Test
  void only_new_alerts_are_listed_where_that_is_wanted() {
    raise("a", BUSY, 1, 20);
    for (long position = 3; position <= 20; position++) {
      store.alerts().acknowledge("a", position, 5, "seen");
    }
    assertEquals(
        List.of(2L, 1L),
        store.alerts().before("a", Long.MAX_VALUE, Optional.empty(), true, 9).stream()
            .map(Alert::getPosition)
            .toList());
  }

  @Test
  void reads_do_not_wait_for_a_write() throws Exception {
    raise("a", BUSY, 1, 5);
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () ->
                store.transaction(
                    () -> {
                      writing.countDown();
                      await(read);
                    }));
    writing.await();
    assertEquals(5, store.alerts().after("a", 0, Set.of(), 64).alerts().size());
    read.countDown();
    writer.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_file_of_version_1_is_counted_once() throws Exception {
    raise("a", BUSY, 1, 30);
    store.close();
    try (Connection connection = SqliteFile.openForWriting(temp.resolve("watches.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE alert_total");
      statement.execute("DROP INDEX alert_by_watch");
      statement.execute("DROP INDEX new_alert");
      statement.execute("PRAGMA user_version=1");
    }
    open();
    assertEquals(30, store.alerts().count("a", BUSY));
    assertTrue(store.delete("a", BUSY));
    assertEquals(0, store.alerts().after("a", 0, Set.of(), 64).alerts().size());
  }
}
