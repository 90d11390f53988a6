package io.gistwire.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class OutputTest {
  @Test
  void columns_are_as_wide_as_their_widest_cell_and_numbers_stand_right() {
    String table =
        new Table().text("photo").number("bytes").row("a.jpg", 7).row("é", 1234).render();
    assertEquals("photo  bytes\na.jpg      7\né       1234\n", table);
  }

  @Test
  void a_row_of_another_width_is_refused() {
    Table table = new Table().text("photo");
    assertThrows(IllegalArgumentException.class, () -> table.row("a", "b"));
  }

  @Test
  void quantities_read_as_people_write_them() {
    assertEquals("26 B", Quantity.bytes(26));
    assertEquals("48.2 kB", Quantity.bytes(48_200));
    assertEquals("1.0 MB", Quantity.bytes(999_900));
    assertEquals("0.42 s", Quantity.seconds(0.42));
    assertEquals("4 min 10 s", Quantity.seconds(250));
    assertEquals("3 h 20 min", Quantity.seconds(12_000));
  }

  @Test
  void progress_is_silent_when_no_one_watches() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Progress progress = Progress.start("encode", 3, new PrintStream(out), false)) {
      progress.step();
    }
    assertEquals(0, out.size());
  }

  @Test
  void progress_names_its_task_when_somebody_watches() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Progress progress = Progress.start("encode", 3, new PrintStream(out), true)) {
      progress.at(3);
    }
    assertTrue(out.toString().contains("encode"), out.toString());
  }
}
