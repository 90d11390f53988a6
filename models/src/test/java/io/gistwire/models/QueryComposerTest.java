package io.gistwire.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.QueryDivisor;
import io.gistwire.models.manifest.QuerySpec;
import io.gistwire.models.manifest.TextEncoderSpec;
import io.gistwire.models.manifest.TokenizerSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A query's blocks")
class QueryComposerTest {
  private static final QuerySpec QUERY = new QuerySpec(List.of(3f, 4f), List.of("{}"));
  private static final QuerySpec LABEL = new QuerySpec(List.of(3f, 4f), List.of("a photo of {}"));
  private static final String LINES =
      "# words, a tab, a gloss\ntench, Tinca tinca\ta fish of lakes\n";
  private static final Glossary GLOSSARY = glossary();
  private static final float[] OUTPUTS = {9, 9, 9, 9, 2, 0, 0, 1};

  @Test
  @DisplayName("become a unit vector when divided by their sum's length")
  void by_length() {
    float root = (float) Math.sqrt(52);
    assertArrayEquals(
        new float[] {6 / root, 4 / root},
        composer(QueryDivisor.LENGTH).blend(QUERY, OUTPUTS, 1),
        1e-6f);
  }

  @Test
  @DisplayName("keep the sum's own length when divided by the weights")
  void by_weights() {
    assertArrayEquals(
        new float[] {6 / 5f, 4 / 5f},
        composer(QueryDivisor.WEIGHTS).blend(QUERY, OUTPUTS, 1),
        1e-6f);
  }

  @Test
  @DisplayName("of several templates are averaged, and made a unit vector only when each is one")
  void mean_of_templates() {
    List<float[]> vectors = List.of(new float[] {1, 0}, new float[] {0, 1});
    float half = (float) Math.sqrt(0.5);
    assertArrayEquals(new float[] {half, half}, composer(QueryDivisor.LENGTH).mean(vectors), 1e-6f);
    assertArrayEquals(
        new float[] {0.5f, 0.5f}, composer(QueryDivisor.WEIGHTS).mean(vectors), 1e-6f);
  }

  @Test
  @DisplayName("come from a label and its meaning where the glossary knows it")
  void known_label() {
    QueryComposer composer = composer(QueryDivisor.WEIGHTS);
    assertEquals(
        List.of("TINCA  tinca", "tench, Tinca tinca, a fish of lakes"),
        composer.texts("TINCA  tinca", QueryStyle.AUTO));
    assertEquals(List.of("a photo of carp"), composer.texts("carp", QueryStyle.LABEL));
    assertEquals(List.of("tench"), composer.texts("tench", QueryStyle.SENTENCE));
  }

  private static QueryComposer composer(QueryDivisor divisor) {
    TokenizerSpec tokenizer = new TokenizerSpec.WordPiece("words.txt", true, 8);
    return new QueryComposer(
        new TextEncoderSpec(
            "text.pt",
            tokenizer,
            List.of("ids"),
            false,
            List.of("joint", "class"),
            QUERY,
            LABEL,
            "glossary.tsv",
            divisor,
            2),
        2,
        GLOSSARY);
  }

  private static Glossary glossary() {
    try {
      return Glossary.parse("glossary.tsv", LINES.getBytes(StandardCharsets.UTF_8));
    } catch (PackException e) {
      throw new AssertionError(e);
    }
  }
}
