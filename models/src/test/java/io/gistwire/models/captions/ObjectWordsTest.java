package io.gistwire.models.captions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectWordsTest {
  private final ObjectWords words =
      new ObjectWords(
          List.of(List.of("dog", "puppies"), List.of("hot dog"), List.of("bus"), List.of("bat")));

  @Test
  void words_and_their_plurals_name_objects_whatever_the_case() {
    assertArrayEquals(new int[] {0, 2}, words.named("Buses pass two DOGS."));
    assertArrayEquals(new int[] {0}, words.named("puppies"));
    assertArrayEquals(new int[0], words.named("a dogged battle"));
  }

  @Test
  void the_longest_run_of_words_counts() {
    assertArrayEquals(new int[] {1}, words.named("A hot dog on a plate."));
    assertArrayEquals(new int[] {0, 1}, words.named("a hot dog and a dog"));
    assertArrayEquals(new int[] {0}, words.named("hot puppies"));
  }

  @Test
  void a_text_is_read_as_runs_of_letters() {
    assertEquals(List.of("it", "s", "a", "dog"), ObjectWords.words("It's 2 A-dog", false));
    assertEquals(List.of("it's"), ObjectWords.words("It's 2", true));
    assertEquals(List.of(), ObjectWords.words("12 é", true));
  }
}
