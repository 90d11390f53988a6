package io.gistwire.server.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("soak")
class CrashTest {
  private static final int ROUNDS = Integer.getInteger("gistwire.crash.rounds", 100);
  private static final int VARIANT_ROUNDS = 40;

  @TempDir Path temp;

  @Test
  void nothing_delivered_is_lost_and_nothing_doubled_by_kills_of_client_or_server()
      throws Exception {
    long seed = Long.getLong("gistwire.crash.seed", System.nanoTime());
    System.out.println("seed " + seed + ", rounds " + ROUNDS);
    CrashRounds.Result result = new CrashRounds(temp, seed).run(ROUNDS);
    System.out.println(
        result.delivered()
            + " delivered, "
            + result.stored()
            + " stored, "
            + result.held()
            + " held");
    assertEquals(List.of(), result.lost());
    assertEquals(List.of(), result.doubled());
    assertEquals(List.of(), result.disordered());
    assertEquals(List.of(), result.findings());
    assertTrue(result.delivered() > 0);
  }

  @Test
  void a_server_that_acks_before_it_commits_is_found_out() throws Exception {
    CrashRounds.Result result = new CrashRounds(temp, 7, "too-early").run(VARIANT_ROUNDS);
    assertFalse(result.lost().isEmpty(), "the suite did not notice what was lost");
  }
}
