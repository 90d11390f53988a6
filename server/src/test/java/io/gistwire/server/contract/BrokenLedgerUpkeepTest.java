package io.gistwire.server.contract;

import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerLog;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.ledger.Retention;
import io.gistwire.server.ledger.sqlite.SqliteUpkeepContractTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The kit of the upkeep fails on each ledger that breaks a promise. */
class BrokenLedgerUpkeepTest {
  private static Object kitOver(UnaryOperator<Ledger> breaking) {
    return new SqliteUpkeepContractTest() {
      @Override
      protected Ledger open(long tombstoneMillis) throws Exception {
        return breaking.apply(super.open(tombstoneMillis));
      }
    };
  }

  private static UnaryOperator<Ledger> upkeep(String method, Broken.Answer answer) {
    return ledger ->
        Broken.engine(
            Ledger.class,
            ledger,
            "upkeep",
            call ->
                Broken.engine(LedgerUpkeep.class, (LedgerUpkeep) call.proceed(), method, answer));
  }

  private static UnaryOperator<Ledger> log(String method, Broken.Answer answer) {
    return ledger ->
        Broken.engine(
            Ledger.class,
            ledger,
            "log",
            call -> Broken.engine(LedgerLog.class, (LedgerLog) call.proceed(), method, answer));
  }

  @TestFactory
  Stream<DynamicTest> the_kit_catches_every_broken_upkeep() {
    return new Mutants<>(LedgerUpkeepContract.class, Ledger.class, BrokenLedgerUpkeepTest::kitOver)
        .add(
            "a_tenant_keeps_everything_unless_told_otherwise",
            "gists expire without a retention",
            upkeep("countExpired", call -> 1L))
        .add(
            "a_retention_is_the_tenants_own_and_stays",
            "a retention is forgotten",
            upkeep("setRetention", call -> CompletableFuture.completedFuture(null)))
        .add(
            "a_retention_is_the_tenants_own_and_stays",
            "a retention is that of all tenants",
            upkeep("retention", call -> call.proceedWith("acme")))
        .add(
            "retention_by_bytes_deletes_the_oldest_as_many_as_it_had_counted",
            "one gist more is counted than deleted",
            upkeep("countExpired", call -> (long) call.proceed() + 1))
        .add(
            "retention_by_bytes_deletes_the_oldest_as_many_as_it_had_counted",
            "a retention takes effect when it is set",
            upkeep(
                "setRetention",
                call -> {
                  Object done = call.proceed();
                  ((CompletableFuture<?>) done).join();
                  ((LedgerUpkeep) call.engine()).expire();
                  return done;
                }))
        .add(
            "retention_by_age_spares_younger_gists_and_other_tenants",
            "expired gists are counted as of now, not of another time",
            upkeep(
                "countExpired",
                call ->
                    call.proceedWith(
                        call.argument(0), call.argument(1), System.currentTimeMillis())))
        .add(
            "retention_by_age_spares_younger_gists_and_other_tenants",
            "an age is taken for all gists",
            upkeep(
                "setRetention",
                call -> {
                  Retention wanted = call.argument(1);
                  Retention all =
                      new Retention(
                          java.util.OptionalLong.of(1),
                          wanted.maxLayerBytes(),
                          wanted.maxAlertAgeMillis());
                  return call.proceedWith(call.argument(0), all);
                }))
        .add(
            "an_expired_gist_is_deleted_for_followers_and_not_stored_again",
            "deletions are pruned before their time",
            log("prunedThrough", call -> ((LedgerLog) call.engine()).lastPosition()))
        .add(
            "a_follower_learns_how_far_deletions_were_forgotten",
            "forgotten deletions are not told",
            log("prunedThrough", call -> 0L))
        .add(
            "a_sound_ledger_has_no_findings",
            "a sound ledger has a finding",
            upkeep(
                "check",
                call -> {
                  Consumer<LedgerUpkeep.Finding> listener = call.argument(1);
                  listener.accept(new LedgerUpkeep.Finding("gist", "is damaged"));
                  return (long) call.proceed() + 1;
                }))
        .add(
            "a_compaction_changes_no_gist",
            "a compaction makes the file larger",
            upkeep("compact", call -> new LedgerUpkeep.Compaction(1, 2)))
        .add(
            "a_backup_is_a_whole_file_of_a_position_or_its_absence_is_explained",
            "a backup replaces a file",
            upkeep(
                "backup",
                call -> {
                  Files.deleteIfExists(call.<Path>argument(0));
                  return call.proceed();
                }))
        .add(
            "a_backup_is_a_whole_file_of_a_position_or_its_absence_is_explained",
            "a backup has the position of another moment",
            upkeep(
                "backup",
                call -> {
                  LedgerUpkeep.Backup backup = (LedgerUpkeep.Backup) call.proceed();
                  return new LedgerUpkeep.Backup(
                      backup.path(), backup.sizeBytes(), backup.position() + 1, backup.sha256());
                }))
        .tests();
  }
}
