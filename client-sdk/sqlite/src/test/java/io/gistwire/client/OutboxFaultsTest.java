package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gistwire.client.outbox.OutboxCorruptException;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxFullException;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.session.SessionState;
import io.gistwire.client.sqlite.SqliteOutboxStore;
import io.gistwire.client.sqlite.SqlitePragma;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.proto.v1.Open;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Faults of a device, on real files: what the caller sees, what goes on, what the server holds. */
class OutboxFaultsTest extends StreamFixture {
  private static final long YEAR_MILLIS = 366L * 24 * 3_600 * 1_000;

  private OutboxStore opened;

  private GistwireClient onFiles(Path place) throws Exception {
    client.close(Duration.ZERO);
    client =
        GistwireClient.builder()
            .target("localhost:" + server.port())
            .plaintext()
            .outbox(
                place, (f, source) -> opened = SqliteOutboxStore.open(f.resolve(source + ".db")))
            .build();
    return client;
  }

  private TreeMap<Long, Object> held() {
    return server.epoch(opened.epoch());
  }

  @Test
  void a_full_disk_fails_what_is_new_delivers_what_is_stored_and_goes_on_with_space()
      throws Exception {
    try (GistStream stream = onFiles(folder).open("cam-1")) {
      get(stream.send(gist(1)).delivered());
      SqlitePragma.run(opened, "PRAGMA max_page_count=1"); // no page beyond those there are
      List<Receipt> receipts = new ArrayList<>();
      Receipt refused = firstRefused(stream, receipts);
      OutboxFullException full =
          assertInstanceOf(OutboxFullException.class, failure(refused.stored()));
      assertTrue(full.getMessage().contains("free some space"), full.getMessage());
      assertInstanceOf(OutboxFullException.class, failure(refused.delivered()));
      for (Receipt stored : receipts) {
        get(stored.delivered());
      }
      assertNotEquals(SessionState.STOPPED, stream.state());
      SqlitePragma.run(opened, "PRAGMA max_page_count=100000");
      long next = get(stream.send(gist(7)).delivered()).sequence();
      assertEquals(receipts.size() + 2, next, "what was refused took no sequence");
      assertEquals(next, held().size());
    }
  }

  /** The same on a file system of 300 KiB, where the system lets a test have one. */
  @Test
  void a_disk_without_a_free_block_does_the_same() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    assumeTrue(shell("mount -t tmpfs -o size=300k none " + disk), "mounting needs root");
    try (GistStream stream = onFiles(disk).open("cam-1")) {
      get(stream.send(gist(1)).delivered());
      Path filler = disk.resolve("filler");
      assertFalse(shell("head -c 10M /dev/zero > " + filler), "the disk is full now");
      List<Receipt> receipts = new ArrayList<>();
      Receipt refused = firstRefused(stream, receipts);
      assertInstanceOf(OutboxException.class, failure(refused.stored()));
      Files.delete(filler);
      long next = get(stream.send(gist(7)).delivered()).sequence();
      assertEquals(receipts.size() + 2, next);
      assertEquals(next, held().size());
    } finally {
      client.close(Duration.ZERO);
      shell("umount " + disk);
    }
  }

  @Test
  void a_disk_that_became_read_only_fails_what_is_new_and_goes_on_afterwards() throws Exception {
    try (GistStream stream = onFiles(folder).open("cam-1")) {
      get(stream.send(gist(1)).delivered());
      SqlitePragma.run(opened, "PRAGMA query_only=1");
      Throwable e = failure(stream.send(gist(2)).stored());
      assertInstanceOf(OutboxException.class, e);
      assertTrue(e.getMessage().contains("readonly"), e.getMessage());
      assertNotEquals(SessionState.STOPPED, stream.state());
      SqlitePragma.run(opened, "PRAGMA query_only=0");
      assertEquals(2, get(stream.send(gist(3)).delivered()).sequence());
      assertEquals(2, held().size());
    }
  }

  @Test
  void an_outbox_on_a_read_only_disk_is_not_opened_and_the_error_names_it() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    assumeTrue(shell("mount -t tmpfs -o size=1m,ro none " + disk), "mounting needs root");
    try {
      GistwireClient onDisk = onFiles(disk);
      OutboxException e = assertThrows(OutboxException.class, () -> onDisk.open("cam-1"));
      assertTrue(e.getMessage().contains("cam-1"), e.getMessage());
    } finally {
      shell("umount " + disk);
    }
  }

  @Test
  void a_damaged_outbox_is_refused_and_moved_away_a_new_epoch_begins() throws Exception {
    try (GistStream stream = onFiles(folder).open("cam-1")) {
      for (int i = 0; i < 300; i++) {
        stream.send(gist(i));
      }
      get(stream.flush());
    }
    long before = opened.epoch();
    Path file = folder.resolve("cam-1.db");
    try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
      f.seek(100);
      f.write(new byte[4_000]);
    }
    GistwireClient again = onFiles(folder);
    OutboxCorruptException e =
        assertThrows(OutboxCorruptException.class, () -> again.open("cam-1"));
    assertTrue(e.getMessage().contains("move it away"), e.getMessage());
    Files.move(file, folder.resolve("damaged.db"));
    try (GistStream stream = again.open("cam-1")) {
      assertEquals(1, get(stream.send(gist(1)).delivered()).sequence());
    }
    assertNotEquals(before, opened.epoch());
    assertEquals(300, server.epoch(before).size(), "what was acknowledged stays");
    assertEquals(1, held().size());
  }

  @Test
  void a_device_set_up_anew_never_collides_with_what_it_sent_before() throws Exception {
    Set<Long> epochs = new HashSet<>();
    for (int install = 0; install < 3; install++) {
      Path fresh = Files.createDirectories(folder.resolve("install-" + install));
      try (GistStream stream = onFiles(fresh).open("cam-1")) {
        assertEquals(1, get(stream.send(gist(install)).delivered()).sequence());
        epochs.add(opened.epoch());
      }
    }
    assertEquals(3, epochs.size());
    for (long epoch : epochs) {
      assertEquals(1, server.epoch(epoch).size());
    }
    assertEquals(0, server.conflicts);
  }

  @Test
  void a_copy_of_an_outbox_taken_before_more_was_sent_stops_and_gives_the_reason()
      throws Exception {
    try (GistStream stream = onFiles(folder).open("cam-1")) {
      get(stream.send(gist(1)).delivered());
    }
    Path clone = Files.createDirectories(folder.resolve("clone"));
    Files.copy(folder.resolve("cam-1.db"), clone.resolve("cam-1.db"));
    try (GistStream stream = onFiles(folder).open("cam-1")) {
      get(stream.send(gist(2)).delivered());
      get(stream.send(gist(3)).delivered());
    }
    GistStream copy = onFiles(clone).open("cam-1");
    Receipt receipt = copy.send(gist(9));
    StreamStoppedException e =
        assertInstanceOf(StreamStoppedException.class, failure(receipt.delivered()));
    assertTrue(e.getMessage().contains("older copy"), e.getMessage());
    assertEquals(SessionState.STOPPED, copy.state());
    assertEquals(1, opened.stats().entries(), "its gist stays in its outbox");
    assertEquals(3, held().size());
    assertEquals(0, server.conflicts);
  }

  @Test
  void a_clock_a_year_off_changes_nothing_but_the_times_that_it_tells() throws Exception {
    long now = System.currentTimeMillis();
    try (GistStream stream = onFiles(folder).open("cam-1")) {
      get(stream.send(gist(1), CaptureInfo.at(now + YEAR_MILLIS)).delivered());
      get(stream.send(gist(2), CaptureInfo.at(now - YEAR_MILLIS)).delivered());
      get(stream.send(gist(3), CaptureInfo.at(1)).delivered());
    }
    assertEquals(now + YEAR_MILLIS, captured(1));
    assertEquals(now - YEAR_MILLIS, captured(2));
    assertEquals(1, captured(3));
    Open open = server.opens.get(server.opens.size() - 1);
    assertTrue(open.getClientTimeMillis() >= now, "the server can tell the skew");
  }

  private long captured(long sequence) {
    return ((io.gistwire.proto.v1.Gist) held().get(sequence)).getCaptureTimeMillis();
  }

  /**
   * Sends until one is refused; the others are added to the list. Small gists come first; space
   * that acks free may let them all in, but not the large one behind them.
   */
  private static Receipt firstRefused(GistStream stream, List<Receipt> kept) throws Exception {
    for (int i = 0; i < 50; i++) {
      Receipt receipt = stream.send(gist(i));
      try {
        get(receipt.stored());
        kept.add(receipt);
      } catch (ExecutionException refused) {
        return receipt;
      }
    }
    Receipt large = stream.send(largeGist());
    assertThrows(ExecutionException.class, () -> get(large.stored()), "a full disk took 40 kB");
    return large;
  }

  private static Gist largeGist() {
    return Gist.of(PACK, List.of(Layer.of(LayerKind.THUMBNAIL, 0, new byte[40_000])));
  }

  private static boolean shell(String command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder("sh", "-c", command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noShell) {
      return false;
    }
  }
}
