package io.gistwire.server.contract;

import io.gistwire.server.index.Budget;
import io.gistwire.server.index.CaptionHit;
import io.gistwire.server.index.CaptionQuery;
import io.gistwire.server.index.CodeBatch;
import io.gistwire.server.index.CodeSample;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.index.GistIndex;
import io.gistwire.server.index.IndexEngine;
import io.gistwire.server.index.IndexStats;
import io.gistwire.server.index.NearestHits;
import io.gistwire.server.index.NearestMode;
import io.gistwire.server.index.RebuildListener;
import io.gistwire.server.index.ScoredGist;
import io.gistwire.server.index.embedded.EmbeddedIndexContractTest;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The kit of the index fails on each index that breaks a promise. */
class BrokenGistIndexTest {
  private static final CaptionHit STALE =
      new CaptionHit(
          new GistKey(new EpochKey(new SourceKey("acme", "cam"), 0xe0), 1), 1, 0.1f, false);

  private static Object kitOver(UnaryOperator<GistIndex> breaking) {
    return new EmbeddedIndexContractTest() {
      @Override
      protected IndexEngine openEngine() throws Exception {
        return Broken.engine(
            IndexEngine.class,
            super.openEngine(),
            "open",
            call -> breaking.apply((GistIndex) call.proceed()));
      }
    };
  }

  @TestFactory
  Stream<DynamicTest> the_kit_catches_every_broken_index() {
    Mutants<GistIndex> mutants =
        new Mutants<>(GistIndexContract.class, GistIndex.class, BrokenGistIndexTest::kitOver);
    addVisibility(mutants);
    addSearches(mutants);
    addTheRest(mutants);
    return mutants.tests();
  }

  private static Broken.Answer withStaleCaption() {
    return call -> {
      List<CaptionHit> hits = new ArrayList<>();
      ((List<?>) call.proceed()).forEach(hit -> hits.add((CaptionHit) hit));
      hits.add(STALE);
      return hits;
    };
  }

  private static UnaryOperator<GistIndex> forgetsCaptionsWhenReopened() {
    AtomicInteger opened = new AtomicInteger();
    return index ->
        opened.incrementAndGet() == 1
            ? index
            : Broken.engine(GistIndex.class, index, "captions", call -> List.of());
  }

  private static void addVisibility(Mutants<GistIndex> mutants) {
    mutants
        .add(
            "every_acked_gist_is_seen_by_who_waits_for_its_position",
            "a position is told that it has not reached",
            "position",
            call -> 0L)
        .add(
            "every_acked_gist_is_seen_by_who_waits_for_its_position",
            "captions are pending for ever",
            "captionsPending",
            call -> 1L)
        .add(
            "who_waits_for_what_does_not_come_is_told_so",
            "no one waits for codes",
            "awaitPosition",
            call -> true)
        .add(
            "who_waits_for_what_does_not_come_is_told_so",
            "no one waits for captions",
            "awaitCaptions",
            call -> true)
        .add(
            "one_tenant_never_sees_what_another_sent",
            "a tenant searches the codes of another",
            "nearest",
            call -> call.proceedWith("acme", call.argument(1), call.argument(2)))
        .add(
            "one_tenant_never_sees_what_another_sent",
            "a tenant scans the codes of another",
            "scan",
            call -> call.proceedWith("acme", call.argument(1), call.argument(2), call.argument(3)))
        .add(
            "gists_of_another_fingerprint_stay_outside",
            "captions of another fingerprint are found",
            "captions",
            withStaleCaption())
        .add(
            "a_deleted_gist_is_found_no_more",
            "captions of a deleted gist are found",
            "captions",
            withStaleCaption())
        .add(
            "a_deleted_gist_is_found_no_more",
            "labels of a deleted gist are told",
            "labels",
            call -> Optional.of(new int[0]))
        .add(
            "later_layers_change_what_is_found",
            "later labels are not seen",
            "labels",
            call -> Optional.of(new int[0]))
        .add(
            "what_was_indexed_is_there_after_reopening",
            "captions are lost with a restart",
            forgetsCaptionsWhenReopened());
  }

  private static Broken.Answer hits(UnaryOperator<NearestHits> change) {
    return call -> change.apply((NearestHits) call.proceed());
  }

  private static NearestHits roughly(NearestHits found) {
    List<ScoredGist> hits =
        found.hits().stream()
            .map(hit -> new ScoredGist(hit.key(), hit.position(), hit.score() + 0.01f))
            .toList();
    return new NearestHits(hits, found.mode(), found.scannedCount());
  }

  private static NearestHits newestFirst(NearestHits found) {
    List<ScoredGist> hits = new ArrayList<>(found.hits());
    hits.sort(
        Comparator.comparing(ScoredGist::score).thenComparing(ScoredGist::position).reversed());
    return new NearestHits(hits, found.mode(), found.scannedCount());
  }

  private static GistFilter withReceivedToInclusive(GistFilter filter) {
    return new GistFilter(
        filter.sources(),
        filter.capturedFromMillis(),
        filter.capturedToMillis(),
        filter.receivedFromMillis(),
        filter.receivedToMillis() == Long.MAX_VALUE
            ? Long.MAX_VALUE
            : filter.receivedToMillis() + 1,
        filter.allLabels(),
        filter.anyLabels(),
        filter.noLabels(),
        filter.layers(),
        filter.throughPosition());
  }

  private static Broken.Answer captions(
      UnaryOperator<CaptionQuery> query, UnaryOperator<GistFilter> filter) {
    return call ->
        call.proceedWith(
            call.argument(0),
            query.apply(call.argument(1)),
            filter.apply(call.argument(2)),
            call.argument(3),
            call.argument(4));
  }

  private static void addSearches(Mutants<GistIndex> mutants) {
    UnaryOperator<CaptionQuery> sameQuery = UnaryOperator.identity();
    UnaryOperator<GistFilter> sameFilter = UnaryOperator.identity();
    mutants
        .add(
            "the_nearest_codes_are_those_that_score_highest",
            "scores are rough",
            "nearest",
            hits(BrokenGistIndexTest::roughly))
        .add(
            "older_gists_come_first_among_equals",
            "newer gists come first among equals",
            "nearest",
            hits(BrokenGistIndexTest::newestFirst))
        .add(
            "a_search_of_any_mode_tells_what_was_done",
            "it is not told what was done",
            "nearest",
            hits(found -> new NearestHits(found.hits(), NearestMode.AUTO, found.scannedCount())))
        .add(
            "a_scan_hands_over_each_code_once_with_its_facts",
            "a batch is handed over twice",
            "scan",
            call -> {
              Consumer<CodeBatch> to = call.argument(3);
              Consumer<CodeBatch> twice =
                  batch -> {
                    to.accept(batch);
                    to.accept(batch);
                  };
              return call.proceedWith(call.argument(0), call.argument(1), call.argument(2), twice);
            })
        .add(
            "work_ends_when_its_budget_does",
            "a search does not end with its budget",
            "nearest",
            call -> call.proceedWith(call.argument(0), call.argument(1), Budget.UNLIMITED))
        .add(
            "a_filter_decides_alike_for_codes_and_captions",
            "captions are not filtered",
            "captions",
            captions(sameQuery, filter -> GistFilter.ALL))
        .add(
            "a_filter_decides_alike_for_codes_and_captions",
            "scans are not filtered",
            "scan",
            call ->
                call.proceedWith(
                    call.argument(0), GistFilter.ALL, call.argument(2), call.argument(3)))
        .add(
            "a_filter_of_receive_times_is_from_inclusive_to_exclusive",
            "the end of a time is inclusive",
            "captions",
            captions(sameQuery, BrokenGistIndexTest::withReceivedToInclusive))
        .add(
            "phrases_are_words_in_a_row_and_excluded_words_keep_gists_out",
            "excluded words are not looked at",
            "captions",
            captions(
                query -> new CaptionQuery(query.words(), query.phrases(), List.of()), sameFilter))
        .add(
            "phrases_are_words_in_a_row_and_excluded_words_keep_gists_out",
            "the words of a phrase may stand anywhere",
            "captions",
            captions(
                query ->
                    new CaptionQuery(
                        query.phrases().isEmpty() ? query.words() : List.of("red", "car"),
                        List.of(),
                        query.excluded()),
                sameFilter))
        .add(
            "captions_that_match_better_come_first_and_no_more_than_wanted",
            "captions that match worse come first",
            "captions",
            call -> {
              List<?> found = new ArrayList<>((List<?>) call.proceed());
              Collections.reverse(found);
              return found;
            })
        .add(
            "words_match_in_all_their_forms_and_are_told_as_the_query_has_them",
            "words are told as the index has them",
            "matchingWords",
            call ->
                ((List<?>) call.proceed())
                    .stream().map(word -> word.toString().toLowerCase(Locale.ROOT)).toList());
  }

  private static void addTheRest(Mutants<GistIndex> mutants) {
    mutants
        .add(
            "labels_are_those_of_the_last_change_or_not_told",
            "labels are told of a change that was not seen",
            "labels",
            call -> call.proceedWith(call.argument(0), 0L))
        .add(
            "the_background_of_a_tenant_has_enough_codes_and_follows_what_it_sends",
            "a background has no code",
            "background",
            call -> new CodeSample(List.of(), new float[0], 0))
        .add(
            "the_background_of_a_tenant_has_enough_codes_and_follows_what_it_sends",
            "a background is another tenant's",
            "background",
            call -> call.proceedWith("acme"))
        .add(
            "figures_count_gists_with_and_without_a_code",
            "gists are counted twice",
            "stats",
            call -> {
              IndexStats stats = (IndexStats) call.proceed();
              return new IndexStats(
                  2 * stats.gistCount(),
                  stats.lagPositions(),
                  stats.captionLagPositions(),
                  stats.diskBytes());
            })
        .add(
            "a_rebuild_serves_while_it_runs_and_ends_with_the_same_answers",
            "a second rebuild is accepted",
            "rebuild",
            call -> {
              try {
                return call.proceed();
              } catch (IllegalStateException e) {
                return null;
              }
            })
        .add(
            "a_rebuild_serves_while_it_runs_and_ends_with_the_same_answers",
            "the end of a rebuild is not told",
            "rebuild",
            call -> {
              RebuildListener listener = call.argument(0);
              RebuildListener begun =
                  (position, goal, phase) ->
                      listener.reached(Math.min(position, goal - 1), goal, phase);
              return call.proceedWith(begun);
            })
        .add(
            "a_rebuild_that_its_listener_ends_leaves_the_old_state_in_place",
            "a listener cannot end a rebuild",
            "rebuild",
            call -> {
              RebuildListener listener = call.argument(0);
              RebuildListener deaf =
                  (position, goal, phase) -> {
                    try {
                      listener.reached(position, goal, phase);
                    } catch (RuntimeException e) {
                      // It goes on.
                    }
                  };
              return call.proceedWith(deaf);
            });
  }
}
