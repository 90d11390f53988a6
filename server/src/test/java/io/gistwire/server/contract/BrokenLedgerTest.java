package io.gistwire.server.contract;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.LayersAdded;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.ledger.SequenceGapException;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.SourceRecord;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.ledger.sqlite.SqliteLedgerContractTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The kit of the ledger fails on each ledger that breaks a promise. */
class BrokenLedgerTest {
  private static final EpochKey EPOCH = new EpochKey(new SourceKey("acme", "cam-1"), 0xfeedL);

  private static Object kitOver(UnaryOperator<Ledger> breaking) {
    return new SqliteLedgerContractTest() {
      @Override
      protected Ledger open() throws Exception {
        return breaking.apply(super.open());
      }
    };
  }

  @TestFactory
  Stream<DynamicTest> the_kit_catches_every_broken_ledger() {
    Mutants<Ledger> mutants =
        new Mutants<>(LedgerContract.class, Ledger.class, BrokenLedgerTest::kitOver);
    addWrites(mutants);
    addLayers(mutants);
    addReads(mutants);
    addLog(mutants);
    return mutants.tests();
  }

  private static void addWrites(Mutants<Ledger> mutants) {
    mutants
        .add(
            "a_new_epoch_holds_nothing",
            "a new epoch holds one sequence",
            "lease",
            call ->
                BrokenLedgerTest.<EpochLease>future(call)
                    .thenApply(l -> new EpochLease(l.epoch(), l.heldThrough() + 1)))
        .add("what_was_acked_is_read_at_once", "a first read misses the gist", firstReadMisses())
        .add(
            "what_was_acked_is_there_after_reopening",
            "a gist is lost with a restart",
            losesWhenReopened())
        .add(
            "acks_of_an_epoch_come_in_the_order_of_the_calls",
            "every other ack is late",
            "append",
            lateAcks())
        .add(
            "an_equal_duplicate_is_stored_once",
            "a duplicate is counted twice",
            "layerBytes",
            call -> (long) call.proceed() + 16)
        .add(
            "an_unequal_duplicate_is_told_and_the_first_one_stays",
            "conflicts are not told",
            "append",
            BrokenLedgerTest::withoutConflicts)
        .add(
            "a_duplicate_of_a_deleted_gist_is_compared_and_not_stored_again",
            "conflicts with a deleted gist are not told",
            "append",
            BrokenLedgerTest::withoutConflicts)
        .add(
            "a_rejected_gist_is_recorded_consumed_and_compared",
            "conflicts with a rejected gist are not told",
            "append",
            BrokenLedgerTest::withoutConflicts)
        .add(
            "a_gap_is_refused_with_the_sequence_that_is_expected_and_nothing_is_written",
            "a gap is told with another sequence",
            "append",
            call ->
                BrokenLedgerTest.<Appended>future(call)
                    .handle(
                        (done, failure) -> {
                          if (failure == null) {
                            return CompletableFuture.completedFuture(done);
                          }
                          return CompletableFuture.<Appended>failedFuture(
                              new SequenceGapException(4, 4));
                        })
                    .thenCompose(next -> next))
        .add(
            "a_gap_is_refused_with_the_sequence_that_is_expected_and_nothing_is_written",
            "a gap is accepted and forgotten",
            "append",
            call ->
                BrokenLedgerTest.<Appended>future(call)
                    .exceptionally(failure -> new Appended(4, List.of())))
        .add(
            "a_newer_lease_makes_the_older_one_void",
            "an older stream may still write",
            usesNewestLease())
        .add(
            "a_lease_that_was_given_back_is_void_and_leaves_a_newer_one_alone",
            "a lease that was given back may still write",
            "release",
            call -> null)
        .add(
            "a_lease_that_was_given_back_is_void_and_leaves_a_newer_one_alone",
            "an older lease that is given back voids the newer one",
            "release",
            call -> {
              Object done = call.proceed();
              EpochLease lease = call.argument(0);
              ((Ledger) call.engine()).lease(lease.epoch(), 0).join();
              return done;
            })
        .add(
            "epochs_sources_and_tenants_do_not_touch_each_other",
            "bytes of all tenants are one tenant's",
            "layerBytes",
            call -> ((Ledger) call.engine()).stats(Optional.empty()).layerBytes())
        .add(
            "a_created_gist_gets_a_key_of_an_epoch_that_no_device_has",
            "no epoch is made here",
            "isMadeHere",
            call -> false)
        .add(
            "a_created_gist_gets_a_key_of_an_epoch_that_no_device_has",
            "every epoch is made here",
            "isMadeHere",
            call -> true)
        .add(
            "a_repeated_request_gets_the_first_key_also_after_reopening",
            "requests are not remembered",
            "create",
            BrokenLedgerTest::withoutRequest)
        .add(
            "a_repeated_request_with_other_content_is_refused",
            "requests are not compared",
            "create",
            BrokenLedgerTest::withoutRequest)
        .add(
            "a_closed_ledger_states_it_and_refuses_writes",
            "a closed ledger seems to run",
            "state",
            call -> new LedgerState(LedgerState.Kind.RUNNING, "", 0));
  }

  @SuppressWarnings("unchecked")
  private static <T> CompletableFuture<T> future(Broken.Call call) throws Throwable {
    return (CompletableFuture<T>) call.proceed();
  }

  private static Object withoutConflicts(Broken.Call call) throws Throwable {
    return BrokenLedgerTest.<Appended>future(call)
        .thenApply(done -> new Appended(done.heldThrough(), List.of()));
  }

  private static Object withoutRequest(Broken.Call call) throws Throwable {
    return call.proceedWith(call.argument(0), Optional.empty(), call.argument(2));
  }

  private static UnaryOperator<Ledger> firstReadMisses() {
    Set<Object> seen = new HashSet<>();
    return ledger ->
        Broken.engine(
            Ledger.class,
            ledger,
            "find",
            call -> seen.add(call.argument(0)) ? Optional.empty() : call.proceed());
  }

  private static UnaryOperator<Ledger> losesWhenReopened() {
    AtomicInteger opened = new AtomicInteger();
    return ledger -> {
      if (opened.incrementAndGet() > 1) {
        ledger.delete(new GistKey(EPOCH, 3)).join();
      }
      return ledger;
    };
  }

  private static Broken.Answer lateAcks() {
    AtomicInteger count = new AtomicInteger();
    return call -> {
      CompletableFuture<Appended> acked = future(call);
      return count.incrementAndGet() % 2 == 0
          ? acked
          : acked.thenApplyAsync(
              done -> done, CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
    };
  }

  private static UnaryOperator<Ledger> usesNewestLease() {
    Map<EpochKey, EpochLease> newest = new ConcurrentHashMap<>();
    return ledger -> {
      Ledger remembering =
          Broken.engine(
              Ledger.class,
              ledger,
              "lease",
              call ->
                  BrokenLedgerTest.<EpochLease>future(call)
                      .thenApply(
                          lease -> {
                            newest.put(lease.epoch(), lease);
                            return lease;
                          }));
      return Broken.engine(
          Ledger.class,
          remembering,
          "append",
          call -> {
            EpochLease lease = call.argument(0);
            return call.proceedWith(newest.get(lease.epoch()), call.argument(1));
          });
    };
  }

  private static void addLayers(Mutants<Ledger> mutants) {
    mutants
        .add(
            "later_layers_join_their_gist",
            "a change is not told by its position",
            "find",
            call -> {
              Optional<?> found = (Optional<?>) call.proceed();
              return found.map(
                  held -> {
                    HeldGist gist = (HeldGist) held;
                    return new HeldGist(
                        gist.key(),
                        gist.position(),
                        gist.position(),
                        gist.receivedMillis(),
                        gist.fingerprint(),
                        gist.gist());
                  });
            })
        .add(
            "a_longer_layer_takes_the_place_of_a_shorter_one_and_not_the_reverse",
            "a layer that is held is stored again",
            "addLayers",
            call ->
                BrokenLedgerTest.<LayersAdded>future(call).thenApply(added -> LayersAdded.STORED))
        .add(
            "layers_that_contradict_or_are_too_large_are_refused_with_the_reason",
            "a gist may grow without limit",
            "addLayers",
            call ->
                call.proceedWith(
                    call.argument(0), call.argument(1), call.argument(2), Integer.MAX_VALUE))
        .add(
            "layers_of_a_gist_that_is_not_stored_are_refused_with_the_reason",
            "a deleted gist seems never to have been",
            "addLayers",
            call ->
                BrokenLedgerTest.<LayersAdded>future(call)
                    .thenApply(
                        added ->
                            added.reason() == ErrorReason.ERROR_REASON_GIST_DELETED
                                ? LayersAdded.refused(ErrorReason.ERROR_REASON_NOT_FOUND, "")
                                : added))
        .add(
            "a_duplicate_of_a_gist_with_later_layers_is_equal_to_what_was_sent_first",
            "a duplicate is compared with the gist as it is now",
            "append",
            call -> {
              Appended done = BrokenLedgerTest.<Appended>future(call).join();
              boolean grew =
                  ((Ledger) call.engine())
                      .find(new GistKey(EPOCH, 1))
                      .filter(held -> held.gist().getLayersCount() > 1)
                      .isPresent();
              List<Long> conflicts = grew ? List.of(1L) : done.conflicts();
              return CompletableFuture.completedFuture(new Appended(done.heldThrough(), conflicts));
            });
  }

  private static void addReads(Mutants<Ledger> mutants) {
    mutants
        .add(
            "a_deleted_gist_is_told_by_the_position_of_its_event",
            "a deletion has the position of another event",
            "delete",
            call ->
                BrokenLedgerTest.<OptionalLong>future(call)
                    .thenApply(at -> at.isPresent() ? OptionalLong.of(1) : at))
        .add(
            "a_sequence_is_consumed_whatever_became_of_it",
            "only stored gists are consumed",
            "isConsumed",
            call -> ((Ledger) call.engine()).find(call.argument(0)).isPresent())
        .add(
            "the_newest_gists_come_first_and_pages_go_on_by_position",
            "the oldest gists come first",
            "newest",
            call -> reversed((List<?>) call.proceed()))
        .add(
            "the_newest_gists_come_first_and_pages_go_on_by_position",
            "a page begins with the last gist of the one before",
            "newest",
            call -> {
              long before = call.argument(2);
              return call.proceedWith(
                  call.argument(0),
                  call.argument(1),
                  before == Long.MAX_VALUE ? before : before + 1,
                  call.argument(3));
            })
        .add(
            "the_newest_gists_of_some_sources_are_those_of_no_other",
            "sources are not looked at",
            "newest",
            call ->
                call.proceedWith(call.argument(0), List.of(), call.argument(2), call.argument(3)))
        .add(
            "sources_are_listed_by_name_with_their_sums",
            "every page begins anew",
            "sources",
            call -> call.proceedWith(call.argument(0), "", call.argument(2)))
        .add(
            "sums_are_those_of_everything_of_a_tenant_or_of_some_sources",
            "sums are those of all tenants",
            "stats",
            call ->
                call.arguments().length == 1
                    ? call.proceedWith(Optional.empty())
                    : call.proceedWith(Optional.empty(), List.of()))
        .add(
            "a_skip_consumes_only_what_was_not_consumed_before",
            "lost sequences are not counted",
            "sources",
            call -> {
              List<SourceRecord> changed = new ArrayList<>();
              for (Object one : (List<?>) call.proceed()) {
                SourceRecord s = (SourceRecord) one;
                changed.add(
                    new SourceRecord(
                        s.key(),
                        s.gistCount(),
                        s.layerBytes(),
                        s.skippedCount(),
                        0,
                        s.rejectedCount(),
                        s.lastReceiveMillis(),
                        s.clockSkewMillis()));
              }
              return changed;
            });
  }

  private static <T> List<T> reversed(List<T> list) {
    List<T> reversed = new ArrayList<>(list);
    Collections.reverse(reversed);
    return reversed;
  }

  private static UnaryOperator<Ledger> log(String method, Broken.Answer answer) {
    return ledger ->
        Broken.engine(
            Ledger.class,
            ledger,
            "log",
            call -> Broken.engine(LedgerLog.class, (LedgerLog) call.proceed(), method, answer));
  }

  private static UnaryOperator<Ledger> slices(UnaryOperator<LedgerLog.Slice> change) {
    return log("readAfter", call -> change.apply((LedgerLog.Slice) call.proceed()));
  }

  private static LedgerLog.Slice withPutsOfDeleted(LedgerLog.Slice slice) {
    List<LedgerEvent> events = new ArrayList<>();
    for (LedgerEvent event : slice.events()) {
      if (event instanceof LedgerEvent.Delete delete) {
        Submission.Put put =
            Submission.Put.of(1, LedgerContract.CODE, GistWriter.gist(null, "x", null, 1));
        events.add(
            new LedgerEvent.Put(
                delete.position() - 1,
                delete.key(),
                0,
                put.fingerprint(),
                GistWriter.gist(null, "x", null, 1)));
      }
      events.add(event);
    }
    return new LedgerLog.Slice(events, slice.throughPosition());
  }

  private static Broken.Answer tellingLater(long millis) {
    return call -> {
      LongConsumer listener = call.argument(0);
      LongConsumer later =
          position ->
              CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
                  .execute(() -> listener.accept(position));
      return call.proceedWith(later);
    };
  }

  private static void addLog(Mutants<Ledger> mutants) {
    mutants
        .add(
            "the_log_has_every_event_in_the_order_of_positions",
            "a slice is in the reverse order",
            slices(s -> new LedgerLog.Slice(reversed(s.events()), s.throughPosition())))
        .add(
            "small_slices_show_the_same_events_as_one_large_slice",
            "a position is passed over between slices",
            slices(s -> new LedgerLog.Slice(s.events(), s.throughPosition() + 1)))
        .add(
            "nothing_is_read_beyond_the_last_position",
            "the last position is behind what is read",
            log("lastPosition", call -> (long) call.proceed() - 1))
        .add(
            "events_of_a_deleted_gist_are_left_out_of_what_is_read_later",
            "a deleted gist is still in the log",
            slices(BrokenLedgerTest::withPutsOfDeleted))
        .add(
            "a_mark_tells_one_event_from_another_and_stays",
            "all events have one mark",
            log("mark", call -> OptionalLong.of(7)))
        .add(
            "followers_are_told_of_a_commit_before_its_ack",
            "followers are told after the ack",
            log("subscribe", tellingLater(300)))
        .add(
            "an_ack_waits_for_the_listener_and_later_commits_do_not",
            "an ack does not wait for the listener",
            log("subscribe", tellingLater(0)))
        .add(
            "a_subscription_that_was_closed_is_told_nothing",
            "a subscription cannot be ended",
            log(
                "subscribe",
                call -> {
                  call.proceed();
                  LedgerLog.Subscription none = () -> {};
                  return none;
                }))
        .add(
            "a_thousand_gists_of_each_kind_of_size_come_back_byte_for_byte",
            "a long slice loses its last event",
            slices(
                s ->
                    s.events().size() < 100
                        ? s
                        : new LedgerLog.Slice(
                            s.events().subList(0, s.events().size() - 1), s.throughPosition())));
  }
}
