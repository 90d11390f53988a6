package io.gistwire.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadConnectionsTest {
  @TempDir Path temp;

  @Test
  void a_read_that_finds_no_free_connection_ends_with_what_to_do() throws Exception {
    Path file = temp.resolve("some.db");
    try (Connection made = SqliteFile.openForWriting(file);
        ReadConnections readers = new ReadConnections(file, 1, 20)) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      CompletableFuture<Integer> holder =
          CompletableFuture.supplyAsync(() -> readers.read(connection -> hold(begun, end)));
      begun.await();
      SqliteReadException refused =
          assertThrows(SqliteReadException.class, () -> readers.read(connection -> 2));
      assertTrue(refused.getMessage().contains("within 20 ms"), refused.getMessage());
      end.countDown();
      assertEquals(1, holder.join());
      assertEquals(3, readers.<Integer>read(connection -> 3));
    }
  }

  private static int hold(CountDownLatch begun, CountDownLatch end) {
    begun.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }
}
