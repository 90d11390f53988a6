package io.gistwire.server.index.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.server.index.Budget;
import io.gistwire.server.index.CodeBatch;
import io.gistwire.server.index.GistFilter;
import io.gistwire.server.index.RandomCodebook;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GistTableTest {
  private static final Quantizer QUANTIZER = RandomCodebook.quantizer(16, 1);

  private static GistKey key(int number) {
    SourceKey source = new SourceKey("acme", "cam-" + number % 3);
    return new GistKey(new EpochKey(source, number % 5), number);
  }

  private static GistRow row(GistKey key, long position, byte[] code) {
    return new GistRow(key, position, position, position, code, (byte) 1, null);
  }

  @Property(tries = 40)
  void holds_what_a_map_holds_after_any_puts_replacements_and_deletions(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6000) int steps) {
    Random random = new Random(seed);
    GistTable table = new GistTable(QUANTIZER);
    Map<GistKey, byte[]> expected = new HashMap<>();
    for (int step = 0; step < steps; step++) {
      GistKey key = key(1 + random.nextInt(1 + steps / 2));
      if (random.nextInt(3) == 0) {
        table.delete(key);
        expected.remove(key);
      } else {
        byte[] code = new byte[random.nextInt(17)];
        random.nextBytes(code);
        table.put(row(key, step, code));
        expected.put(key, code);
      }
    }
    assertEquals(expected.size(), table.columns().live());
    for (Map.Entry<GistKey, byte[]> entry : expected.entrySet()) {
      int found = table.find(entry.getKey());
      assertEquals(entry.getKey(), table.key(table.columns().chunk(found), found));
      assertArrayEquals(entry.getValue(), table.code(found));
    }
    assertEquals(withCodes(expected), scanned(table));
  }

  private static Set<GistKey> withCodes(Map<GistKey, byte[]> gists) {
    Set<GistKey> keys = new HashSet<>();
    gists.forEach(
        (key, code) -> {
          if (code.length > 0) {
            keys.add(key);
          }
        });
    return keys;
  }

  private static Set<GistKey> scanned(GistTable table) {
    Set<GistKey> keys = new HashSet<>();
    new TableScan(
            table,
            GistFilter.ALL,
            Budget.UNLIMITED,
            batch -> {
              for (int i = 0; i < batch.count(); i++) {
                boolean added = keys.add(batch.key(i));
                assertEquals(true, added, "a scan hands every gist over once");
              }
            })
        .run();
    return keys;
  }

  @Property(tries = 10)
  void lets_go_of_chunks_whose_gists_are_all_deleted(@ForAll @IntRange(min = 1, max = 3) int full) {
    GistTable table = new GistTable(QUANTIZER);
    int count = full * RowChunk.ROWS;
    for (int number = 1; number <= count; number++) {
      table.put(row(key(number), number, new byte[] {1, 2}));
    }
    for (int number = 1; number <= count; number++) {
      table.delete(key(number));
    }
    for (int row = 0; row < count; row += RowChunk.ROWS) {
      assertEquals(null, table.columns().chunk(row));
    }
    assertFalse(table.columns().isLive(0));
    assertEquals(-1, table.find(key(1)));
  }

  @Test
  void a_batch_outlives_the_deletion_of_its_gists() {
    GistTable table = new GistTable(QUANTIZER);
    List<GistKey> keys = new ArrayList<>();
    byte[] code = new byte[16];
    for (int i = 1; i <= 2 * RowChunk.ROWS; i++) {
      keys.add(key(i));
      code[0] = (byte) (i % 4);
      table.put(row(key(i), i, code));
    }
    List<GistKey> seen = new ArrayList<>();
    new TableScan(
            table,
            GistFilter.ALL,
            Budget.UNLIMITED,
            batch -> {
              keys.forEach(table::delete);
              for (int i = 0; i < batch.count(); i++) {
                seen.add(batch.key(i));
                assertEquals(batch.position(i), batch.capturedMillis(i));
                assertEquals(batch.position(i), batch.receivedMillis(i));
              }
            })
        .run();
    assertEquals(CodeBatch.CAPACITY, seen.size());
  }
}
