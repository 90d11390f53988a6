package io.gistwire.server.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.server.crash.KillableProcess;
import io.gistwire.server.crash.PlainServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills of client and server, real processes and files. The server is the packaged one where {@code
 * target/quarkus-app} is there, else its packages on a plain transport.
 */
@Tag("soak")
class CrashTest {
  private static final int ROUNDS = Integer.getInteger("gistwire.crash.rounds", 100);
  private static final int VARIANT_ROUNDS = 40;
  private static final int SYNCS = 500;
  private static final int SYNCED_BYTES = 16 << 10;

  @TempDir Path temp;

  @Test
  void nothing_delivered_is_lost_and_nothing_doubled_by_kills_of_client_or_server()
      throws Exception {
    long seed = Long.getLong("gistwire.crash.seed", System.nanoTime());
    boolean isPackaged = PackagedServer.isThere();
    System.out.println(
        "seed "
            + seed
            + ", rounds "
            + ROUNDS
            + ", "
            + (isPackaged ? "packaged" : "plain")
            + " server");
    tellSyncTime();
    CrashRounds.Starter starter = isPackaged ? CrashTest::packaged : CrashTest::plain;
    CrashRounds.Result result = new CrashRounds(temp, seed, starter).run(ROUNDS);
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
    CrashRounds.Result result = new CrashRounds(temp, 7, CrashTest::tooEarly).run(VARIANT_ROUNDS);
    System.out.println("acking too early lost " + result.lost().size() + " gists");
    assertFalse(result.lost().isEmpty(), "the suite did not notice what was lost");
  }

  private static CrashRounds.Killable packaged(Path data, int port)
      throws IOException, InterruptedException {
    return PackagedServer.start(data, port)::kill;
  }

  private static CrashRounds.Killable plain(Path data, int port) throws IOException {
    return plain(data, port, new String[0]);
  }

  private static CrashRounds.Killable tooEarly(Path data, int port) throws IOException {
    return plain(data, port, "too-early");
  }

  private static CrashRounds.Killable plain(Path data, int port, String... variant)
      throws IOException {
    String[] arguments = Arrays.copyOf(variant, 2 + variant.length);
    System.arraycopy(variant, 0, arguments, 2, variant.length);
    arguments[0] = data.toString();
    arguments[1] = Integer.toString(port);
    return KillableProcess.start(data.getParent(), PlainServer.class, arguments)::kill;
  }

  /** What a sync of the log costs on the disk of this test. */
  private void tellSyncTime() throws IOException {
    long[] nanos = new long[SYNCS];
    Path file = temp.resolve("synced");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < SYNCS; i++) {
        channel.write(ByteBuffer.allocate(SYNCED_BYTES), (long) i * SYNCED_BYTES);
        long from = System.nanoTime();
        channel.force(false);
        nanos[i] = System.nanoTime() - from;
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        "a sync of %d bytes: p50 %.2f ms, p99 %.2f ms%n",
        SYNCED_BYTES, nanos[SYNCS / 2] / 1e6, nanos[SYNCS * 99 / 100] / 1e6);
  }
}
