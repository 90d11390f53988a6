package io.gistwire.models.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import io.gistwire.models.Fixtures;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.TokenizerSpec;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The word-piece tokenizer")
class WordPieceTokenizerTest {
  private static final TokenizerSpec.WordPiece SPEC =
      new TokenizerSpec.WordPiece("text_vocabulary.txt", true, 24);

  static Stream<JsonObject> texts() {
    return StreamSupport.stream(Fixtures.expected().getAsJsonArray("texts").spliterator(), false)
        .map(element -> element.getAsJsonObject());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  @DisplayName("gives the ids of Hugging Face's tokenizer")
  void equals_hugging_face(JsonObject text) throws Exception {
    Tokenizer tokenizer = WordPieceTokenizer.of(SPEC, Fixtures.bytes("tiny/text_vocabulary.txt"));
    int[] expected =
        StreamSupport.stream(text.getAsJsonArray("ids").spliterator(), false)
            .mapToInt(id -> id.getAsInt())
            .toArray();
    assertArrayEquals(expected, tokenizer.encode(text.get("text").getAsString()));
  }

  @Test
  @DisplayName("refuses a vocabulary without its special tokens")
  void special_tokens() {
    assertThrows(PackException.class, () -> WordPieceTokenizer.of(SPEC, "a\nb\n".getBytes()));
  }
}
