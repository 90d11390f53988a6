package io.gistwire.server.query;

import io.gistwire.server.index.CaptionQuery;
import io.gistwire.server.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code caption_words}: words, "words that stand together", -words that must not occur. */
final class CaptionWords {
  static final int MAX_CHARACTERS = 1000;
  private static final int MAX_PARTS = 64;
  private static final String FIELD = "query.caption_words";

  private final String text;
  private int at;

  private CaptionWords(String text) {
    this.text = text;
  }

  static CaptionQuery read(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw Refusal.ofField(
          FIELD, "has " + text.length() + " characters; at most " + MAX_CHARACTERS);
    }
    return new CaptionWords(text).read();
  }

  private CaptionQuery read() {
    List<String> words = new ArrayList<>();
    List<String> phrases = new ArrayList<>();
    List<String> excluded = new ArrayList<>();
    while (skipBlanks()) {
      boolean isExcluded = text.charAt(at) == '-';
      at += isExcluded ? 1 : 0;
      if (at < text.length() && text.charAt(at) == '"') {
        (isExcluded ? excluded : phrases).add(quoted());
      } else {
        (isExcluded ? excluded : words).add(word());
      }
      if (words.size() + phrases.size() + excluded.size() > MAX_PARTS) {
        throw Refusal.ofField(FIELD, "has more than " + MAX_PARTS + " words; use fewer");
      }
    }
    words.removeIf(String::isBlank);
    phrases.removeIf(String::isBlank);
    if (words.isEmpty() && phrases.isEmpty()) {
      throw Refusal.ofField(
          FIELD, "'" + Refusal.shown(text) + "' has no word to look for; add one without a minus");
    }
    return new CaptionQuery(words, phrases, excluded);
  }

  private boolean skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length();
  }

  private String quoted() {
    int end = text.indexOf('"', at + 1);
    if (end < 0) {
      throw Refusal.ofField(FIELD, "the quotation mark at column " + (at + 1) + " has no end");
    }
    String phrase = text.substring(at + 1, end);
    at = end + 1;
    return phrase;
  }

  private String word() {
    int from = at;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && text.charAt(at) != '"') {
      at++;
    }
    return text.substring(from, at);
  }
}
