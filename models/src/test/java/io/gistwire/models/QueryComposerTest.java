package io.gistwire.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.gistwire.models.manifest.QueryDivisor;
import io.gistwire.models.manifest.QuerySpec;
import io.gistwire.models.manifest.TextEncoderSpec;
import io.gistwire.models.manifest.TokenizerSpec;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A query's blocks")
class QueryComposerTest {
  private static final QuerySpec QUERY = new QuerySpec(List.of(3f, 4f), List.of("{}"));
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
            QUERY,
            divisor,
            2),
        2);
  }
}
