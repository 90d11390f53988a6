package io.gistwire.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long nanos = 1000;

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Test
  void short_work_prints_nothing_and_long_work_a_line_now_and_then() {
    ProgressLines lines = new ProgressLines("Indexing", -1, out, 10, () -> nanos);
    lines.of(200_000);
    lines.note("captions");
    lines.at(10_000);
    assertEquals("", printed());
    nanos += 10;
    lines.at(50_000);
    nanos += 9;
    lines.at(60_000);
    nanos += 1;
    lines.at(100_000);
    assertEquals(
        "Indexing: captions, 50,000 of 200,000 (25 %)\n"
            + "Indexing: captions, 100,000 of 200,000 (50 %)\n",
        printed());
  }

  @Test
  void without_a_total_only_what_is_done_is_told() {
    ProgressLines lines = new ProgressLines("Sending", -1, out, 10, () -> nanos);
    nanos += 10;
    lines.step();
    assertEquals("Sending: 1\n", printed());
  }
}
