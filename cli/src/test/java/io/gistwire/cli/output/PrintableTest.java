package io.gistwire.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a terminal would obey is shown in its place. */
class PrintableTest {
  @Test
  void control_characters_line_breaks_and_reordering_are_escaped() {
    assertEquals("a\\nb\\r\\tc", Printable.line("a\nb\r\tc"));
    assertEquals("\\x1b[31mred\\x07", Printable.line("\u001b[31mred\u0007"));
    assertEquals("\\x9b2J\\x7f", Printable.line("\u009b2J\u007f"));
    assertEquals("gpj.\\u202eexe", Printable.line("gpj.\u202eexe"));
    assertEquals("\\u2028\\ud800", Printable.line("\u2028\ud800"));
  }

  @Test
  void letters_of_all_languages_stay_as_they_are() {
    for (String text :
        new String[] {
          "gr\u00fc\u00dfe.jpg", "\u5199\u771f.png", "\ud83d\udc68\u200d\ud83d\udc69.webp", "C:\\a"
        }) {
      assertEquals(text, Printable.line(text));
    }
  }

  @Test
  void json_means_the_same_without_raw_control_characters() {
    String json = "{\"file\":\"a\u009b\u007fb\"}";
    String safe = Printable.json(json);
    assertEquals("{\"file\":\"a\\u009b\\u007fb\"}", safe);
    assertEquals(JsonParser.parseString(json), JsonParser.parseString(safe));
  }

  @Test
  void tables_and_problems_escape_what_they_show() {
    assertEquals("photo\na\\nb\n", new Table().text("photo").row(Path.of("a\nb")).render());
    StringWriter err = new StringWriter();
    Problems problems = new Problems(new PrintWriter(err, true));
    problems.add(Path.of("a\u001b]0;x\u0007.jpg"), "is empty");
    assertEquals("gistwire: a\\x1b]0;x\\x07.jpg: is empty", err.toString().strip());
    problems.addOnce("DIR cannot be written");
    problems.addOnce("DIR cannot be written");
    assertEquals(2, err.toString().lines().count());
    assertEquals(3, problems.count());
  }
}
