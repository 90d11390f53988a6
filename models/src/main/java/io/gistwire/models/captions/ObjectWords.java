package io.gistwire.models.captions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Finds the objects that a text names. At each word the longest run of up to three words that is an
 * object's word, or its plural, counts: "hot dog" names no dog.
 */
final class ObjectWords {
  private static final int LONGEST = 3;

  private final Map<String, Integer> byForm = new HashMap<>();

  /** Words of the objects in order; a word of two objects is the first one's. */
  ObjectWords(List<List<String>> words) {
    for (int object = 0; object < words.size(); object++) {
      for (String word : words.get(object)) {
        byForm.putIfAbsent(word, object);
        byForm.putIfAbsent(word + "s", object);
        byForm.putIfAbsent(word + "es", object);
      }
    }
  }

  /** Numbers of the objects that the text names, ascending. */
  int[] named(String text) {
    List<String> words = words(text, false);
    TreeSet<Integer> found = new TreeSet<>();
    int at = 0;
    while (at < words.size()) {
      int taken = 1;
      for (int width = Math.min(LONGEST, words.size() - at); width > 0; width--) {
        Integer object = byForm.get(String.join(" ", words.subList(at, at + width)));
        if (object != null) {
          found.add(object);
          taken = width;
          break;
        }
      }
      at += taken;
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Runs of the letters a to z, in lower case; with {@code quotes} an apostrophe is a letter. */
  static List<String> words(String text, boolean quotes) {
    String lower = text.toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    int from = -1;
    for (int i = 0; i <= lower.length(); i++) {
      char c = i < lower.length() ? lower.charAt(i) : ' ';
      boolean letter = c >= 'a' && c <= 'z' || quotes && c == '\'';
      if (letter && from < 0) {
        from = i;
      } else if (!letter && from >= 0) {
        words.add(lower.substring(from, i));
        from = -1;
      }
    }
    return words;
  }
}
