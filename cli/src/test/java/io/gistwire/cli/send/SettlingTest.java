package io.gistwire.cli.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a file of a followed folder is looked at. */
class SettlingTest {
  private static final Path A = Path.of("a.jpg");
  private static final Path B = Path.of("b.jpg");
  private static final long REST = Settling.REST_NANOS;
  private static final long LONG = 100 * REST;

  private final Settling settling = new Settling();

  private static FileState state(long bytes) {
    return new FileState(bytes, FileTime.fromMillis(bytes), "inode");
  }

  @Test
  void a_file_is_due_when_it_has_not_changed_for_a_moment() {
    settling.found(A, state(1), false, 0);
    assertEquals(List.of(), settling.due(REST - 1));
    settling.found(A, state(2), false, REST - 1);
    assertEquals(List.of(), settling.due(2 * REST - 2));
    settling.found(A, state(2), false, REST);
    assertEquals(List.of(A), settling.due(2 * REST - 1));
  }

  @Test
  void files_rest_side_by_side() {
    settling.found(A, state(1), false, 0);
    settling.found(B, state(1), false, 1);
    assertEquals(REST, settling.untilDueNanos(0, LONG));
    assertEquals(List.of(A, B), settling.due(REST + 1));
  }

  @Test
  void a_file_that_was_written_long_ago_is_due_at_once() {
    settling.found(A, state(1), true, 5);
    assertEquals(List.of(A), settling.due(5));
    assertEquals(0, settling.untilDueNanos(5, LONG));
  }

  @Test
  void a_handled_file_is_due_again_only_in_another_state() {
    settling.found(A, state(1), true, 0);
    settling.handled(A, state(1));
    settling.found(A, state(1), true, 1);
    assertEquals(List.of(), settling.due(LONG));
    assertEquals(LONG, settling.untilDueNanos(0, LONG));
    settling.found(A, state(2), true, 2);
    assertEquals(List.of(A), settling.due(2));
  }

  @Test
  void a_file_that_could_not_be_kept_is_due_again_after_a_while() {
    settling.found(A, state(1), true, 0);
    settling.handled(A, state(1));
    settling.notHandled(A, 10, LONG);
    assertEquals(List.of(), settling.due(LONG));
    assertEquals(List.of(A), settling.due(10 + LONG));
  }

  @Test
  void what_does_not_exist_any_more_is_forgotten() {
    settling.found(A, state(1), true, 0);
    settling.found(B, state(1), true, 0);
    settling.handled(B, state(1));
    settling.retain(Set.of(A));
    settling.found(B, state(1), true, 0);
    assertEquals(List.of(A, B), settling.due(0));
    settling.removed(A);
    assertFalse(settling.isWaiting(A, state(1)));
    assertTrue(settling.isWaiting(B, state(1)));
  }

  @Test
  void a_file_put_off_keeps_the_time_for_which_it_rests() {
    settling.found(A, state(1), true, 0);
    settling.later(A, 0, LONG);
    assertEquals(List.of(), settling.due(LONG - 1));
    assertEquals(LONG, settling.restedNanos(A, LONG));
  }
}
