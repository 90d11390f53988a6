package io.gistwire.server.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.Watch;
import io.gistwire.server.watch.store.AlertStore;
import io.gistwire.server.watch.store.MemoryKind;
import io.gistwire.server.watch.store.StoredWatch;
import io.gistwire.server.watch.store.WatchCommit;
import io.gistwire.server.watch.store.WatchSource;
import io.gistwire.server.watch.store.WatchStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link WatchStore} does, its {@link AlertStore} included. Positions of alerts
 * increase; no test assumes that they are dense.
 */
public abstract class WatchStoreContract {
  private static final String DOGS = "watches/dogs";
  private static final String CARS = "watches/cars";

  /** The store under test. */
  protected WatchStore store;

  private long committed;

  /**
   * Opens a store: the first time over empty storage that no other test uses, afterwards over what
   * this test has written.
   */
  protected abstract WatchStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void reopen() throws Exception {
    store.close();
    store = open();
  }

  private static StoredWatch watch(String tenant, String name) {
    return watch(tenant, name, "e1", 5);
  }

  private static StoredWatch watch(String tenant, String name, String etag, long after) {
    Watch watch =
        Watch.newBuilder().setName(name).setEtag(etag).setDisplayName("of " + tenant).build();
    return new StoredWatch(tenant, watch, new float[] {0.5f, -0.25f, 1e-7f}, after);
  }

  private static void assertSame(StoredWatch expected, StoredWatch actual) {
    assertEquals(expected.tenant(), actual.tenant());
    assertEquals(expected.watch(), actual.watch());
    assertArrayEquals(expected.vector(), actual.vector());
    assertEquals(expected.afterPosition(), actual.afterPosition());
  }

  private static List<String> names(List<StoredWatch> watches) {
    return watches.stream().map(w -> w.tenant() + " " + w.watch().getName()).toList();
  }

  private void commit(List<WatchCommit.NewAlert> alerts) {
    store.commit(new WatchCommit("f", ++committed, OptionalLong.empty(), alerts, Map.of()));
  }

  private static WatchCommit.NewAlert alert(String tenant, String watch, int number) {
    return new WatchCommit.NewAlert(
        tenant,
        watch,
        Alert.newBuilder()
            .setSource("sources/s")
            .setGist("sources/s/gists/" + number)
            .setScore(number)
            .setRaiseTime(Timestamps.fromMillis(number))
            .build());
  }

  /** Raises alerts first to last in one commit; the watch is added where it is missing. */
  private void raise(String tenant, String watch, int first, int last) {
    store.add(watch(tenant, watch));
    List<WatchCommit.NewAlert> alerts = new ArrayList<>();
    for (int i = first; i <= last; i++) {
      alerts.add(alert(tenant, watch, i));
    }
    commit(alerts);
  }

  private static List<Integer> numbers(List<Alert> alerts) {
    return alerts.stream().map(alert -> (int) alert.getScore()).toList();
  }

  private static List<Integer> range(int first, int last) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = first; i <= last; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  private List<Alert> all(String tenant) {
    return all(tenant, Set.of(), 1000);
  }

  /** All alerts of a tenant, read as a stream reads them. */
  private List<Alert> all(String tenant, Set<String> watches, int limit) {
    List<Alert> found = new ArrayList<>();
    long position = 0;
    boolean isMore = true;
    while (isMore) {
      AlertStore.Slice slice = store.alerts().after(tenant, position, watches, limit);
      assertTrue(slice.alerts().size() <= limit, slice.alerts().size() + " of " + limit);
      assertTrue(slice.throughPosition() >= position);
      assertTrue(
          !slice.isMore() || slice.throughPosition() > position, "a slice stays where it was");
      for (Alert alert : slice.alerts()) {
        assertTrue(
            alert.getPosition() > position && alert.getPosition() <= slice.throughPosition());
        position = alert.getPosition();
        found.add(alert);
      }
      position = slice.throughPosition();
      isMore = slice.isMore();
    }
    return found;
  }

  // Watches.

  @Test
  void a_watch_stays_as_it_was_added() throws Exception {
    assertTrue(store.add(watch("acme", DOGS)));
    for (int i = 0; i < 2; i++) {
      assertSame(watch("acme", DOGS), store.watch("acme", DOGS).orElseThrow());
      assertEquals(Optional.empty(), store.watch("other", DOGS));
      assertEquals(Optional.empty(), store.watch("acme", CARS));
      reopen();
    }
  }

  @Test
  void a_name_is_taken_once_in_a_tenant() {
    assertTrue(store.add(watch("acme", DOGS)));
    assertFalse(store.add(watch("acme", DOGS, "e2", 9)));
    assertTrue(store.add(watch("other", DOGS, "e3", 9)));
    assertEquals("e1", store.watch("acme", DOGS).orElseThrow().watch().getEtag());
  }

  @Test
  void watches_are_listed_by_tenant_and_name() {
    for (String name : List.of("b", "d", "a", "c")) {
      store.add(watch("other", "watches/" + name));
      store.add(watch("acme", "watches/" + name));
    }
    assertEquals(
        List.of("a", "b", "c", "d").stream().map(n -> "acme watches/" + n).toList(),
        names(store.watches()).subList(0, 4));
    assertEquals(8, store.watches().size());
    assertEquals(List.of("acme watches/a", "acme watches/b"), names(store.watches("acme", "", 2)));
    assertEquals(
        List.of("acme watches/c", "acme watches/d"), names(store.watches("acme", "watches/b", 10)));
    assertEquals(4, store.count("acme"));
    assertEquals(0, store.count("nobody"));
  }

  @Test
  void a_watch_is_replaced_only_by_a_change_of_the_one_that_is_stored() throws Exception {
    store.add(watch("acme", DOGS));
    assertTrue(store.replace(watch("acme", DOGS, "e2", 9), "e1", false));
    assertFalse(store.replace(watch("acme", DOGS, "e3", 11), "e1", false));
    assertFalse(store.replace(watch("acme", CARS, "e3", 11), "e1", false));
    reopen();
    assertSame(watch("acme", DOGS, "e2", 9), store.watch("acme", DOGS).orElseThrow());
    assertEquals(1, store.count("acme"));
  }

  @Test
  void a_deleted_watch_leaves_nothing_and_others_keep_theirs() {
    raise("acme", DOGS, 1, 600);
    raise("acme", CARS, 601, 603);
    raise("other", DOGS, 1, 2);
    remember(Map.of(key("acme", DOGS, "s"), new byte[] {1}, key("other", DOGS, "s"), new byte[1]));
    assertTrue(store.delete("acme", DOGS));
    assertFalse(store.delete("acme", DOGS));
    assertEquals(Optional.empty(), store.watch("acme", DOGS));
    assertEquals(range(601, 603), numbers(all("acme")));
    assertEquals(range(1, 2), numbers(all("other")));
    assertEquals(0, store.alerts().count("acme", DOGS));
    assertEquals(Set.of("other watches/dogs s"), memory(MemoryKind.RULES).keySet());
  }

  // Memory and positions.

  private static WatchSource key(String tenant, String watch, String source) {
    return new WatchSource(tenant, watch, source);
  }

  private void remember(Map<WatchSource, byte[]> rules) {
    store.commit(
        new WatchCommit(
            "f", ++committed, OptionalLong.empty(), List.of(), Map.of(MemoryKind.RULES, rules)));
  }

  private Map<String, List<Integer>> memory(MemoryKind kind) {
    Map<String, List<Integer>> memory = new TreeMap<>();
    store.readMemory(
        kind,
        (key, body) -> {
          List<Integer> numbers = new ArrayList<>();
          for (byte one : body) {
            numbers.add((int) one);
          }
          memory.put(key.tenant() + " " + key.watch() + " " + key.source(), numbers);
        });
    return memory;
  }

  @Test
  void what_a_watch_remembers_is_kept_by_kind_and_source() throws Exception {
    store.add(watch("acme", DOGS));
    WatchSource first = key("acme", DOGS, "cam-1");
    WatchSource any = key("acme", DOGS, "");
    store.commit(
        new WatchCommit(
            "f",
            7,
            OptionalLong.of(70),
            List.of(),
            Map.of(
                MemoryKind.RULES,
                Map.of(first, new byte[] {1, 2}, any, new byte[] {3}),
                MemoryKind.SKETCH,
                Map.of(first, new byte[] {9}))));
    remember(Map.of(first, new byte[] {4}));
    reopen();
    assertEquals(
        Map.of("acme watches/dogs cam-1", List.of(4), "acme watches/dogs ", List.of(3)),
        memory(MemoryKind.RULES));
    assertEquals(Map.of("acme watches/dogs cam-1", List.of(9)), memory(MemoryKind.SKETCH));
  }

  @Test
  void a_watch_that_looks_for_something_else_forgets_and_keeps_its_alerts() {
    raise("acme", DOGS, 1, 3);
    remember(Map.of(key("acme", DOGS, "s"), new byte[] {1}));
    store.replace(watch("acme", DOGS, "e2", 9), "e1", false);
    assertEquals(1, memory(MemoryKind.RULES).size());
    store.replace(watch("acme", DOGS, "e3", 9), "e2", true);
    assertEquals(Map.of(), memory(MemoryKind.RULES));
    assertEquals(range(1, 3), numbers(all("acme")));
  }

  @Test
  void a_follower_goes_on_from_its_own_position_and_mark() throws Exception {
    assertEquals(-1, store.position("f"));
    assertEquals(OptionalLong.empty(), store.mark("f"));
    store.commit(new WatchCommit("f", 7, OptionalLong.of(-70), List.of(), Map.of()));
    store.commit(new WatchCommit("g", 0, OptionalLong.empty(), List.of(), Map.of()));
    reopen();
    assertEquals(7, store.position("f"));
    assertEquals(OptionalLong.of(-70), store.mark("f"));
    assertEquals(0, store.position("g"));
    assertEquals(OptionalLong.empty(), store.mark("g"));
    store.commit(new WatchCommit("f", 8, OptionalLong.empty(), List.of(), Map.of()));
    assertEquals(8, store.position("f"));
    assertEquals(OptionalLong.empty(), store.mark("f"));
  }

  @Test
  void watches_that_are_ahead_of_an_older_ledger_look_at_what_comes() throws Exception {
    store.add(watch("acme", DOGS, "e", 50));
    store.add(watch("acme", CARS, "e", 20));
    store.add(watch("other", CARS, "e", 30));
    assertEquals(1, store.clipAfterPositions(30));
    assertEquals(0, store.clipAfterPositions(30));
    reopen();
    assertEquals(30, store.watch("acme", DOGS).orElseThrow().afterPosition());
    assertEquals(20, store.watch("acme", CARS).orElseThrow().afterPosition());
    assertEquals(30, store.watch("other", CARS).orElseThrow().afterPosition());
  }

  // Alerts.

  @Test
  void alerts_are_read_in_the_order_in_which_they_were_raised() throws Exception {
    assertEquals(0, store.alerts().lastPosition("acme"));
    raise("acme", DOGS, 1, 40);
    raise("other", DOGS, 1, 3);
    raise("acme", CARS, 41, 60);
    raise("acme", DOGS, 61, 70);
    reopen();
    List<Alert> found = all("acme", Set.of(), 7);
    assertEquals(range(1, 70), numbers(found));
    Alert last = found.get(69);
    assertEquals(store.alerts().lastPosition("acme"), last.getPosition());
    assertEquals(DOGS + "/alerts/" + last.getPosition(), last.getName());
    assertEquals("sources/s/gists/70", last.getGist());
    assertTrue(found.get(0).getPosition() >= 1);
  }

  @Test
  void a_stream_of_some_watches_sees_their_alerts_once_whatever_the_slices_are() {
    raise("acme", CARS, 1, 1_500);
    raise("acme", DOGS, 1_501, 1_600);
    raise("acme", "watches/birds", 1_601, 1_700);
    raise("acme", CARS, 1_701, 3_000);
    assertEquals(range(1_501, 1_600), numbers(all("acme", Set.of(DOGS), 7)));
    assertEquals(range(1_501, 1_700), numbers(all("acme", Set.of(DOGS, "watches/birds"), 7)));
    assertEquals(List.of(), all("acme", Set.of("watches/none"), 7));
  }

  @Test
  void a_stream_that_has_seen_everything_goes_on_with_what_is_raised_next() {
    raise("acme", DOGS, 1, 5);
    AlertStore.Slice first = store.alerts().after("acme", 0, Set.of(), 100);
    assertFalse(first.isMore());
    assertEquals(
        List.of(), store.alerts().after("acme", first.throughPosition(), Set.of(), 9).alerts());
    raise("acme", DOGS, 6, 7);
    assertEquals(
        range(6, 7),
        numbers(store.alerts().after("acme", first.throughPosition(), Set.of(), 9).alerts()));
  }

  @Test
  void a_gist_raises_a_watch_once_even_when_its_slice_is_committed_again() {
    raise("acme", DOGS, 1, 5);
    raise("acme", DOGS, 4, 6);
    raise("acme", CARS, 4, 4);
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 4), numbers(all("acme")));
    assertEquals(6, store.alerts().count("acme", DOGS));
  }

  @Test
  void an_alert_of_a_watch_that_is_not_stored_is_left_out() {
    store.add(watch("acme", DOGS));
    commit(List.of(alert("acme", DOGS, 1), alert("acme", CARS, 2), alert("other", DOGS, 3)));
    assertEquals(List.of(1), numbers(all("acme")));
    assertEquals(List.of(), all("other"));
    assertEquals(0, store.alerts().count("acme", CARS));
  }

  @Test
  void alerts_are_listed_newest_first_before_a_position() {
    raise("acme", DOGS, 1, 5);
    raise("acme", CARS, 6, 8);
    raise("other", DOGS, 1, 2);
    AlertStore alerts = store.alerts();
    List<Alert> newest = alerts.before("acme", Long.MAX_VALUE, Optional.empty(), false, 4);
    assertEquals(List.of(8, 7, 6, 5), numbers(newest));
    long next = newest.get(3).getPosition();
    assertEquals(List.of(4, 3), numbers(alerts.before("acme", next, Optional.empty(), false, 2)));
    assertEquals(
        List.of(5, 4, 3, 2, 1),
        numbers(alerts.before("acme", Long.MAX_VALUE, Optional.of(DOGS), false, 9)));
  }

  @Test
  void an_alert_is_found_by_its_watch_and_position() {
    raise("acme", DOGS, 1, 2);
    Alert second = all("acme").get(1);
    AlertStore alerts = store.alerts();
    assertEquals(Optional.of(second), alerts.find("acme", DOGS, second.getPosition()));
    assertEquals(Optional.empty(), alerts.find("acme", CARS, second.getPosition()));
    assertEquals(Optional.empty(), alerts.find("other", DOGS, second.getPosition()));
    assertEquals(Optional.empty(), alerts.find("acme", DOGS, second.getPosition() + 1_000_000));
  }

  @Test
  void an_alert_is_acknowledged_once_and_then_no_longer_new() throws Exception {
    raise("acme", DOGS, 1, 3);
    long second = all("acme").get(1).getPosition();
    AlertStore alerts = store.alerts();
    alerts.acknowledge("other", second, 10, "not theirs");
    alerts.acknowledge("acme", second, 11, "a cat");
    alerts.acknowledge("acme", second, 12, "again");
    alerts.acknowledge("acme", second + 1_000_000, 13, "none");
    reopen();
    Alert seen = store.alerts().find("acme", DOGS, second).orElseThrow();
    assertEquals("a cat", seen.getAcknowledgeNote());
    assertEquals(Timestamps.fromMillis(11), seen.getAcknowledgeTime());
    assertEquals(
        List.of(3, 1),
        numbers(store.alerts().before("acme", Long.MAX_VALUE, Optional.empty(), true, 9)));
    assertEquals(
        List.of(3, 1),
        numbers(store.alerts().before("acme", Long.MAX_VALUE, Optional.of(DOGS), true, 9)));
  }

  @Test
  void kept_alerts_are_counted_and_the_last_one_is_known() {
    raise("acme", DOGS, 1, 30);
    raise("other", DOGS, 1, 2);
    assertEquals(30, store.alerts().count("acme", DOGS));
    assertEquals(OptionalLong.of(30), store.alerts().lastRaised("acme", DOGS));
    assertEquals(0, store.alerts().count("acme", CARS));
    assertEquals(OptionalLong.empty(), store.alerts().lastRaised("acme", CARS));
  }

  @Test
  void old_alerts_are_deleted_in_their_tenant_alone() {
    raise("acme", DOGS, 1, 700);
    raise("other", DOGS, 1, 3);
    store.alerts().expire("acme", 601);
    assertEquals(range(601, 700), numbers(all("acme")));
    assertEquals(100, store.alerts().count("acme", DOGS));
    assertEquals(3, store.alerts().count("other", DOGS));
    store.alerts().expire("acme", Long.MAX_VALUE);
    assertEquals(0, store.alerts().count("acme", DOGS));
    assertEquals(OptionalLong.empty(), store.alerts().lastRaised("acme", DOGS));
  }

  @Test
  void the_oldest_alerts_beyond_a_bound_are_deleted_of_each_watch() {
    raise("acme", DOGS, 1, 700);
    raise("acme", CARS, 701, 705);
    store.alerts().bound(10);
    assertEquals(range(691, 705), numbers(all("acme")));
    assertEquals(10, store.alerts().count("acme", DOGS));
    assertEquals(5, store.alerts().count("acme", CARS));
  }

  @Test
  void positions_of_deleted_alerts_are_not_given_again() {
    raise("acme", DOGS, 1, 5);
    long last = store.alerts().lastPosition("acme");
    store.alerts().expire("acme", Long.MAX_VALUE);
    raise("acme", DOGS, 6, 6);
    assertTrue(store.alerts().lastPosition("acme") > last);
    assertEquals(List.of(6), numbers(all("acme")));
  }
}
