package io.gistwire.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.models.manifest.PackException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A glossary")
class GlossaryTest {
  private static final String LINES =
      "# comment\n\ncrane\ta large long-necked bird\ncrane, derrick\tlifts heavy objects\r\n";

  @Test
  @DisplayName("gives a word of several meanings the first")
  void first_meaning() throws PackException {
    Glossary glossary = parse(LINES);
    assertEquals("crane, a large long-necked bird", glossary.meaning(" Crane").orElseThrow());
    assertEquals("crane, derrick, lifts heavy objects", glossary.meaning("derrick").orElseThrow());
  }

  @Test
  @DisplayName("knows neither comments nor parts of words")
  void unknown() throws PackException {
    Glossary glossary = parse(LINES);
    assertTrue(glossary.meaning("# comment").isEmpty());
    assertTrue(glossary.meaning("crane, derrick").isEmpty());
    assertTrue(glossary.meaning("cran").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"crane", "crane\ta\tb", "\tgloss", "crane\t "})
  @DisplayName("refuses a line without words, one tab and a gloss, and states which")
  void bad_line(String line) {
    PackException e = assertThrows(PackException.class, () -> parse("# fine\n" + line));
    assertTrue(e.getMessage().startsWith("words.tsv line 2 has "), e.getMessage());
  }

  @Test
  @DisplayName("refuses a line that is longer than a query may be")
  void long_line() {
    assertThrows(PackException.class, () -> parse("crane\t" + "x".repeat(4_000)));
  }

  private static Glossary parse(String lines) throws PackException {
    return Glossary.parse("words.tsv", lines.getBytes(StandardCharsets.UTF_8));
  }
}
