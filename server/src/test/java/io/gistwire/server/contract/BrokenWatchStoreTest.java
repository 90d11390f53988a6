package io.gistwire.server.contract;

import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.Watch;
import io.gistwire.server.watch.sqlite.SqliteWatchStoreContractTest;
import io.gistwire.server.watch.store.AlertStore;
import io.gistwire.server.watch.store.MemoryKind;
import io.gistwire.server.watch.store.StoredWatch;
import io.gistwire.server.watch.store.WatchCommit;
import io.gistwire.server.watch.store.WatchSource;
import io.gistwire.server.watch.store.WatchStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The kit of the watches fails on each store that breaks a promise. */
class BrokenWatchStoreTest {
  private static Object kitOver(UnaryOperator<WatchStore> breaking) {
    return new SqliteWatchStoreContractTest() {
      @Override
      protected WatchStore open() throws Exception {
        return breaking.apply(super.open());
      }
    };
  }

  private static UnaryOperator<WatchStore> alerts(String method, Broken.Answer answer) {
    return store ->
        Broken.engine(
            WatchStore.class,
            store,
            "alerts",
            call -> Broken.engine(AlertStore.class, (AlertStore) call.proceed(), method, answer));
  }

  private static UnaryOperator<WatchStore> slices(UnaryOperator<AlertStore.Slice> change) {
    return alerts("after", call -> change.apply((AlertStore.Slice) call.proceed()));
  }

  private static <T> List<T> reversed(List<T> list) {
    List<T> reversed = new ArrayList<>(list);
    Collections.reverse(reversed);
    return reversed;
  }

  private static Broken.Answer commits(UnaryOperator<WatchCommit> change) {
    return call -> call.proceedWith(change.apply(call.argument(0)));
  }

  private static WatchCommit withoutSketches(WatchCommit commit) {
    Map<MemoryKind, Map<WatchSource, byte[]>> memory = new EnumMap<>(MemoryKind.class);
    memory.putAll(commit.memory());
    memory.remove(MemoryKind.SKETCH);
    return new WatchCommit(
        commit.follower(), commit.position(), commit.mark(), commit.alerts(), memory);
  }

  private static UnaryOperator<WatchCommit> withNewGists() {
    AtomicInteger count = new AtomicInteger();
    return commit -> {
      List<WatchCommit.NewAlert> alerts = new ArrayList<>();
      for (WatchCommit.NewAlert one : commit.alerts()) {
        Alert other =
            one.alert().toBuilder()
                .setGist(one.alert().getGist() + count.incrementAndGet())
                .build();
        alerts.add(new WatchCommit.NewAlert(one.tenant(), one.watch(), other));
      }
      return new WatchCommit(
          commit.follower(), commit.position(), commit.mark(), alerts, commit.memory());
    };
  }

  @TestFactory
  Stream<DynamicTest> the_kit_catches_every_broken_store() {
    Mutants<WatchStore> mutants =
        new Mutants<>(WatchStoreContract.class, WatchStore.class, BrokenWatchStoreTest::kitOver);
    addWatches(mutants);
    addAlerts(mutants);
    return mutants.tests();
  }

  private static void addWatches(Mutants<WatchStore> mutants) {
    mutants
        .add(
            "a_watch_stays_as_it_was_added",
            "the vector of a watch is lost",
            "watch",
            call ->
                ((Optional<?>) call.proceed())
                    .map(one -> (StoredWatch) one)
                    .map(
                        one ->
                            new StoredWatch(
                                one.tenant(), one.watch(), new float[3], one.afterPosition())))
        .add(
            "a_name_is_taken_once_in_a_tenant",
            "a watch of the same name is replaced",
            "add",
            call -> {
              StoredWatch watch = call.argument(0);
              ((WatchStore) call.engine()).delete(watch.tenant(), watch.watch().getName());
              return call.proceed();
            })
        .add(
            "watches_are_listed_by_tenant_and_name",
            "watches are in no order",
            "watches",
            call -> reversed((List<?>) call.proceed()))
        .add(
            "watches_are_listed_by_tenant_and_name",
            "every page begins anew",
            "watches",
            call ->
                call.arguments().length == 0
                    ? call.proceed()
                    : call.proceedWith(call.argument(0), "", call.argument(2)))
        .add(
            "a_watch_is_replaced_only_by_a_change_of_the_one_that_is_stored",
            "the last change wins",
            "replace",
            call -> {
              StoredWatch watch = call.argument(0);
              String etag =
                  ((WatchStore) call.engine())
                      .watch(watch.tenant(), watch.watch().getName())
                      .map(stored -> stored.watch().getEtag())
                      .orElse("");
              return call.proceedWith(watch, etag, call.argument(2));
            })
        .add(
            "a_deleted_watch_leaves_nothing_and_others_keep_theirs",
            "the memory of a deleted watch is kept",
            "readMemory",
            call -> {
              WatchStore.MemoryReader reader = call.argument(1);
              reader.read(new WatchSource("acme", "watches/dogs", "s"), new byte[1]);
              return call.proceed();
            })
        .add(
            "a_deleted_watch_leaves_nothing_and_others_keep_theirs",
            "a deletion is always told",
            "delete",
            call -> {
              call.proceed();
              return true;
            })
        .add(
            "what_a_watch_remembers_is_kept_by_kind_and_source",
            "one kind of memory is lost",
            "commit",
            commits(BrokenWatchStoreTest::withoutSketches))
        .add(
            "a_watch_that_looks_for_something_else_forgets_and_keeps_its_alerts",
            "a watch never forgets",
            "replace",
            call -> call.proceedWith(call.argument(0), call.argument(1), false))
        .add(
            "a_watch_that_looks_for_something_else_forgets_and_keeps_its_alerts",
            "a watch always forgets",
            "replace",
            call -> call.proceedWith(call.argument(0), call.argument(1), true))
        .add(
            "a_follower_goes_on_from_its_own_position_and_mark",
            "marks are lost",
            "mark",
            call -> OptionalLong.empty())
        .add(
            "a_follower_goes_on_from_its_own_position_and_mark",
            "all followers have one position",
            "position",
            call -> call.proceedWith("f"))
        .add(
            "watches_that_are_ahead_of_an_older_ledger_look_at_what_comes",
            "watches stay ahead of the ledger",
            "clipAfterPositions",
            call -> 1);
  }

  private static void addAlerts(Mutants<WatchStore> mutants) {
    mutants
        .add(
            "alerts_are_read_in_the_order_in_which_they_were_raised",
            "a slice is in the reverse order",
            slices(
                s -> new AlertStore.Slice(reversed(s.alerts()), s.throughPosition(), s.isMore())))
        .add(
            "a_stream_of_some_watches_sees_their_alerts_once_whatever_the_slices_are",
            "alerts of all watches are read",
            alerts(
                "after",
                call ->
                    call.proceedWith(
                        call.argument(0), call.argument(1), Set.of(), call.argument(3))))
        .add(
            "a_stream_that_has_seen_everything_goes_on_with_what_is_raised_next",
            "the next alert is passed over",
            slices(s -> new AlertStore.Slice(s.alerts(), s.throughPosition() + 1, s.isMore())))
        .add(
            "a_gist_raises_a_watch_once_even_when_its_slice_is_committed_again",
            "a slice that is committed again raises twice",
            "commit",
            commits(withNewGists()))
        .add(
            "an_alert_of_a_watch_that_is_not_stored_is_left_out",
            "an alert brings its watch back",
            "commit",
            call -> {
              WatchCommit commit = call.argument(0);
              for (WatchCommit.NewAlert alert : commit.alerts()) {
                Watch watch = Watch.newBuilder().setName(alert.watch()).build();
                ((WatchStore) call.engine())
                    .add(new StoredWatch(alert.tenant(), watch, new float[0], 0));
              }
              return call.proceed();
            })
        .add(
            "alerts_are_listed_newest_first_before_a_position",
            "a page begins with the last alert of the one before",
            alerts(
                "before",
                call -> {
                  long position = call.argument(1);
                  long next = position == Long.MAX_VALUE ? position : position + 1;
                  return call.proceedWith(
                      call.argument(0), next, call.argument(2), call.argument(3), call.argument(4));
                }))
        .add(
            "an_alert_is_found_by_its_watch_and_position",
            "an alert is found by its position alone",
            alerts(
                "find",
                call -> call.proceedWith(call.argument(0), "watches/dogs", call.argument(2))))
        .add(
            "an_alert_is_acknowledged_once_and_then_no_longer_new",
            "acknowledged alerts are listed as new",
            alerts(
                "before",
                call ->
                    call.proceedWith(
                        call.argument(0),
                        call.argument(1),
                        call.argument(2),
                        false,
                        call.argument(4))))
        .add(
            "an_alert_is_acknowledged_once_and_then_no_longer_new",
            "the note of an acknowledgement is lost",
            alerts(
                "acknowledge",
                call -> call.proceedWith(call.argument(0), call.argument(1), call.argument(2), "")))
        .add(
            "kept_alerts_are_counted_and_the_last_one_is_known",
            "the last alert is not known",
            alerts("lastRaised", call -> OptionalLong.empty()))
        .add(
            "old_alerts_are_deleted_in_their_tenant_alone",
            "old alerts of all tenants are deleted",
            alerts(
                "expire",
                call -> {
                  call.proceedWith("other", call.argument(1));
                  return call.proceed();
                }))
        .add(
            "the_oldest_alerts_beyond_a_bound_are_deleted_of_each_watch",
            "one alert more is kept",
            alerts("bound", call -> call.proceedWith(call.<Long>argument(0) + 1)))
        .add(
            "positions_of_deleted_alerts_are_not_given_again",
            "a position is given again",
            alerts("lastPosition", call -> Math.min(5L, (long) call.proceed())));
  }
}
