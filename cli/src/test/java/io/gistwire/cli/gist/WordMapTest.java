package io.gistwire.cli.gist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordMapTest {
  @Test
  void each_label_is_a_letter_that_is_explained_where_it_first_occurs() {
    WordMap map = new WordMap(2, List.of("sky", "sky", "sea", "dog", "sea", "sky"));
    assertEquals(
        List.of("  a a  a sky", "  b c  b sea  c dog", "  b a"), map.render().lines().toList());
  }

  @Test
  void more_labels_than_letters_are_question_marks() {
    WordMap map = new WordMap(60, IntStream.range(0, 60).mapToObj(i -> "label" + i).toList());
    assertEquals('Z', map.render().charAt(2 + 2 * 51));
    assertEquals('?', map.render().charAt(2 + 2 * 52));
  }

  @Test
  void json_has_the_grid_row_by_row() {
    WordMap map = new WordMap(2, List.of("sky", "dog"));
    assertEquals("{\"width\":2,\"height\":1,\"cells\":[\"sky\",\"dog\"]}", map.toJson().toString());
  }
}
