package io.gistwire.server.refusal;

import java.nio.charset.StandardCharsets;

/**
 * Texts as statuses carry them. A status travels in HTTP/2 trailers, of which clients accept 8 KiB;
 * {@code grpc-message} there writes each byte outside printable ASCII as three characters. So a
 * text is cut by its length in that form, and by its characters.
 */
final class ShownText {
  private static final String CUT = "…";
  private static final int CUT_COST = cost(CUT.codePointAt(0));
  private static final int ESCAPED = 3;

  private ShownText() {}

  /**
   * The beginning of a value: at most so many characters, control characters replaced by spaces.
   *
   * @param maxCharacters UTF-16 units, the mark of the cut included
   * @param maxCost bytes in percent-encoded form
   */
  static String beginning(String value, int maxCharacters, int maxCost) {
    if (fits(value, maxCharacters, maxCost)) {
      return clean(value);
    }
    int cost = CUT_COST;
    int end = 0;
    while (end < value.length()) {
      int character = value.codePointAt(end);
      cost += cost(character);
      int next = end + Character.charCount(character);
      if (cost > maxCost || next > maxCharacters - CUT.length()) {
        break;
      }
      end = next;
    }
    return clean(value.substring(0, end)) + CUT;
  }

  /**
   * A sentence, or the beginning and the end of one that is too long: what is to be done comes
   * last. Too long is one only by a value that was not cut, so no more is left than of a value.
   *
   * @param maxCost bytes in percent-encoded form up to which it stays whole
   * @param endsCost bytes of what is left of one that is too long
   */
  static String bothEnds(String sentence, int maxCost, int endsCost) {
    if (fits(sentence, maxCost, maxCost)) {
      return clean(sentence);
    }
    int half = endsCost / 2;
    String end = beginning(reversed(sentence), half, half);
    return beginning(sentence, half, half)
        + reversed(end.substring(0, end.length() - CUT.length()));
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private static boolean fits(String text, int maxCharacters, int maxCost) {
    if (text.length() > maxCharacters) {
      return false;
    }
    return text.codePoints().map(ShownText::cost).sum() <= maxCost;
  }

  private static int cost(int character) {
    if (character >= ' ' && character < 0x7f && character != '%') {
      return 1;
    }
    return ESCAPED * Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
  }

  /** Without what could begin a new line in a log or end a text in a terminal. */
  private static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(character -> isControl(character) ? ' ' : character)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isControl(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
