package io.gistwire.server.index.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.server.index.LedgerInFolder;
import io.gistwire.server.index.PlainDecoding;
import io.gistwire.server.ledger.LedgerLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotKeeperTest {
  private static final CodeFingerprint CODE = PlainDecoding.CODE;

  private final PlainDecoding decoding = new PlainDecoding();

  @TempDir Path folder;
  private LedgerInFolder ledger;
  private LedgerLog log;

  @BeforeEach
  void open() throws IOException {
    ledger = new LedgerInFolder(folder.resolve("data"));
    log = ledger.ledger().log();
  }

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  private void putMany(int count) {
    Random random = new Random(11);
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] code = new byte[16];
      random.nextBytes(code);
      gists.add(LedgerInFolder.gist(i % 51 == 0 ? null : code, "x", null, 1000 + i));
    }
    ledger.putAll("acme", "cam", CODE, gists);
  }

  private CodeTables tables() {
    return new CodeTables(decoding, ledger.ledger(), folder, () -> true, true);
  }

  @Test
  void tables_that_begin_with_a_snapshot_read_the_log_from_there_only() {
    putMany(500);
    CodeTables first = tables();
    assertEquals(0, first.startPosition());
    first.apply(log.readAfter(0, 1_000), log.lastPosition());
    first.keepSnapshot();
    CodeTables second = tables();
    assertEquals(log.lastPosition(), second.startPosition());
    assertEquals(500, second.gistCount());
  }

  @Test
  void no_snapshot_is_written_while_the_index_is_built_anew() {
    putMany(10);
    long last = log.lastPosition();
    boolean[] mayWrite = {false};
    SnapshotKeeper keeper = new SnapshotKeeper(folder, CODE, log, () -> mayWrite[0]);
    keeper.applied(1_000_000);
    keeper.writeIfWorthIt(last, Map.of("acme", new GistTable(decoding.quantizer())), () -> 10);
    keeper.close(0, Map.of());
    assertFalse(Files.exists(folder.resolve(SnapshotKeeper.FILE)));
    mayWrite[0] = true;
    keeper.applied(1_000_000);
    keeper.writeIfWorthIt(last, Map.of("acme", new GistTable(decoding.quantizer())), () -> 10);
    keeper.close(0, Map.of());
    assertTrue(Files.exists(folder.resolve(SnapshotKeeper.FILE)));
  }
}
