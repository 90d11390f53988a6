package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gistwire.client.outbox.Draft;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.sqlite.SqliteOutboxStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A restart with as much in the outbox as a device gathers in a night without a link. */
class ManyPendingTest extends StreamFixture {
  private static final int COUNT = 100_000;
  private static final String HEAP = "-Xmx24m";

  @Test
  void a_hundred_thousand_gists_that_wait_are_sent_in_24_MiB_of_heap() throws Exception {
    long epoch = fill(folder.resolve("cam-1.outbox.db"));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                SendPending.class.getName(),
                folder.toString(),
                String.valueOf(server.port()))
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor(), said);
    assertEquals(COUNT + " sent, 0 left", said.substring(said.lastIndexOf(COUNT + "")).trim());
    assertEquals(COUNT, server.epoch(epoch).size());
  }

  private static long fill(Path file) throws Exception {
    try (OutboxStore store = SqliteOutboxStore.open(file)) {
      for (int i = 0; i < COUNT; ) {
        List<Draft> drafts = new ArrayList<>();
        while (drafts.size() < 10_000) {
          byte[] bytes =
              GistMessages.toMessage(gist(i++)).toBuilder()
                  .setCaptureTimeMillis(i)
                  .build()
                  .toByteArray();
          drafts.add(new Draft(PACK, bytes, true));
        }
        store.append(drafts);
      }
      return store.epoch();
    }
  }
}
