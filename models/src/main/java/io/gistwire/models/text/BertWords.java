package io.gistwire.models.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/** BERT's basic tokenizer: clean, lower-case without accents, split at space and punctuation. */
final class BertWords {
  private final boolean lowerCase;

  BertWords(boolean lowerCase) {
    this.lowerCase = lowerCase;
  }

  List<String> split(String text) {
    String clean = clean(text);
    if (lowerCase) {
      clean = lower(Normalizer.normalize(clean, Normalizer.Form.NFD));
    }
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    clean
        .codePoints()
        .forEach(
            c -> {
              if (c == ' ' || isSpace(c)) {
                flush(word, words);
              } else if (isPunctuation(c)) {
                flush(word, words);
                words.add(Character.toString(c));
              } else {
                word.appendCodePoint(c);
              }
            });
    flush(word, words);
    return words;
  }

  private static void flush(StringBuilder word, List<String> words) {
    if (word.length() > 0) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private static String clean(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isSpace(c)) {
                out.append(' ');
              } else if (c != 0xFFFD && !isControl(c)) {
                if (isIdeograph(c)) {
                  out.append(' ').appendCodePoint(c).append(' ');
                } else {
                  out.appendCodePoint(c);
                }
              }
            });
    return out.toString();
  }

  // Code point by code point: String.toLowerCase would look at a sigma's neighbours.
  private static String lower(String decomposed) {
    StringBuilder out = new StringBuilder(decomposed.length());
    decomposed
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(c -> out.appendCodePoint(Character.toLowerCase(c)));
    return out.toString();
  }

  private static boolean isSpace(int c) {
    return c >= 9 && c <= 13
        || c == 0x85
        || Character.getType(c) == Character.SPACE_SEPARATOR
        || c == 0x2028
        || c == 0x2029;
  }

  private static boolean isControl(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.PRIVATE_USE
        || type == Character.SURROGATE
        || type == Character.UNASSIGNED;
  }

  private static boolean isPunctuation(int c) {
    if (c < 128) {
      return c > 32 && !Character.isLetterOrDigit(c) && c != 127;
    }
    int type = Character.getType(c);
    return type == Character.CONNECTOR_PUNCTUATION
        || type == Character.DASH_PUNCTUATION
        || type == Character.START_PUNCTUATION
        || type == Character.END_PUNCTUATION
        || type == Character.INITIAL_QUOTE_PUNCTUATION
        || type == Character.FINAL_QUOTE_PUNCTUATION
        || type == Character.OTHER_PUNCTUATION;
  }

  private static boolean isIdeograph(int c) {
    return c >= 0x4E00 && c <= 0x9FFF
        || c >= 0x3400 && c <= 0x4DBF
        || c >= 0x20000 && c <= 0x2A6DF
        || c >= 0x2A700 && c <= 0x2B73F
        || c >= 0x2B740 && c <= 0x2B81F
        || c >= 0x2B920 && c <= 0x2CEAF
        || c >= 0xF900 && c <= 0xFAFF
        || c >= 0x2F800 && c <= 0x2FA1F;
  }
}
