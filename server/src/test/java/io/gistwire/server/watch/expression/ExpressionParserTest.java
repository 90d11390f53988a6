package io.gistwire.server.watch.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.server.index.CaptionStems;
import io.gistwire.server.index.lucene.CaptionLanguage;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionParserTest {
  private static final CaptionStems STEMS = CaptionLanguage.of("en").stems();

  private static boolean matches(String expression, String caption) throws Exception {
    return ExpressionParser.parse(expression, STEMS).matches(STEMS.of(caption));
  }

  @ParameterizedTest
  @CsvSource({
    "person AND (car OR truck) NOT night, a person beside a red truck, true",
    "person AND (car OR truck) NOT night, a person beside a red truck at night, false",
    "person AND (car OR truck) NOT night, a red truck, false",
    "dog cat, a cat and a dog, true",
    "dog OR cat bird, a dog, true",
    "dog OR cat bird, a cat, false",
    "(dog OR cat) bird, a dog, false",
    "NOT dog, a cat, true",
    "NOT (dog OR cat), a cat, false",
    "NOT NOT dog, two dogs, true",
    "'\"red car\"', a red car, true",
    "'\"red car\"', a car in a red barn, false",
    "running, a man runs, true",
    "DOG, a dog, true",
    "and, this one has no such word, false",
  })
  void an_expression_states_which_captions_match(
      String expression, String caption, boolean expected) throws Exception {
    if (expression.equals("and")) {
      ExpressionException e =
          assertThrows(ExpressionException.class, () -> ExpressionParser.parse(expression, STEMS));
      assertEquals(1, e.column());
      return;
    }
    assertEquals(expected, matches(expression, caption));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1",
    "dog AND, 8",
    "dog OR OR cat, 8",
    "(dog, 1",
    "dog), 4",
    "dog (cat OR), 12",
    "'dog \"red car', 5",
    "NOT, 4",
    "AND dog, 1",
    "'cat the', 5",
    "cat !!, 5",
  })
  void an_error_names_its_column(String expression, int column) {
    ExpressionException e =
        assertThrows(ExpressionException.class, () -> ExpressionParser.parse(expression, STEMS));
    assertEquals(column, e.column(), e.getMessage());
  }

  @Test
  void expressions_that_are_too_long_or_too_deep_are_refused() {
    String deep = "(".repeat(300) + "dog" + ")".repeat(300);
    assertThrows(ExpressionException.class, () -> ExpressionParser.parse(deep, STEMS));
    String nots = "NOT ".repeat(200) + "dog";
    assertThrows(ExpressionException.class, () -> ExpressionParser.parse(nots, STEMS));
    String longOne = "dog ".repeat(300);
    assertThrows(ExpressionException.class, () -> ExpressionParser.parse(longOne, STEMS));
  }

  @Test
  void words_behind_a_not_are_no_reason() throws Exception {
    CaptionExpression expression =
        ExpressionParser.parse("(dogs OR cats) NOT (night OR snow)", STEMS);
    assertEquals(List.of("dogs"), expression.found(STEMS.of("a dog in the sun")));
  }

  @Property
  void any_text_is_an_expression_or_an_error_with_a_column(
      @ForAll @StringLength(max = 60) String text) {
    try {
      ExpressionParser.parse(text, STEMS);
    } catch (ExpressionException e) {
      assertTrue(e.column() >= 1 && e.column() <= text.length() + 1, e.getMessage());
    }
  }
}
