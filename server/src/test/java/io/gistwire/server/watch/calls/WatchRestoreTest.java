package io.gistwire.server.watch.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gistwire.server.search.TinyServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Watches beside a ledger that was restored from an older copy. */
class WatchRestoreTest extends WatchesOnTinyServer {
  private Path data(String name) {
    return folder.resolve("data").resolve(name);
  }

  /** Puts an older copy in the place of the ledger of a closed server. */
  private void restore(Path copy) throws Exception {
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(data("ledger.db" + suffix));
    }
    Files.copy(copy, data("ledger.db"));
  }

  @Test
  void a_watch_made_after_the_copy_raises_for_what_comes_and_for_nothing_old() throws Exception {
    byte[] code = server.codeOf("dog");
    String old = server.put("acme", "cam", server.gist(code, null, 1000));
    server.close();
    Path copy = Files.copy(data("ledger.db"), folder.resolve("copy.db"));
    server = new TinyServer(folder.resolve("data"));
    for (int i = 0; i < 50; i++) {
      server.put("acme", "cam", server.gist(server.randomCode(), null, 2000 + i));
    }
    create("acme", like(code));
    server.put("acme", "cam", server.gist(server.randomCode(), null, 3000));
    server.watches().await(server.ledger().log().lastPosition(), LONG_MILLIS);
    server.close();
    restore(copy);
    server = new TinyServer(folder.resolve("data"));
    String fresh = server.put("acme", "cam", server.gist(code, null, 4000));
    assertEquals(List.of(fresh), alertedGists("acme"), "the old gist is " + old);
  }
}
