package io.gistwire.bench.pack;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Captions of tokenised corpora as people write them; the trainers' {@code detokenise}. */
final class Detokeniser {
  private static final Pattern CLITIC = Pattern.compile(" ('(?:s|S|re|ve|ll|d|m|t|n)\\b|n't\\b)");
  private static final Pattern BEFORE_CLOSING = Pattern.compile(" +([.,;:!?%)\\]]+)(?= |$)");
  private static final Pattern AFTER_OPENING = Pattern.compile("(?:(?<= )|^)([(\\[#$]) +");

  private Detokeniser() {}

  static String detokenise(String caption) {
    String text = unescape(caption).replaceAll("\\s+", " ").strip();
    text = joinQuotes(joinQuotes(text, "\""), "'");
    text = CLITIC.matcher(text).replaceAll("$1");
    text = BEFORE_CLOSING.matcher(text).replaceAll("$1");
    return AFTER_OPENING.matcher(text).replaceAll("$1");
  }

  private static String unescape(String text) {
    return text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  /** Glues quotation marks that stand alone to what they enclose; an unpaired one closes. */
  private static String joinQuotes(String text, String quote) {
    List<String> words = List.of(text.split(" ", -1));
    long alone = words.stream().filter(quote::equals).count();
    if (alone == 0) {
      return text;
    }
    List<String> out = new ArrayList<>();
    boolean even = alone % 2 == 0;
    boolean opening = even;
    String pending = "";
    for (String word : words) {
      if (!word.equals(quote)) {
        out.add(pending + word);
        pending = "";
      } else if (opening && alone > 1) {
        pending = quote;
        opening = false;
      } else {
        if (out.isEmpty()) {
          pending = quote;
        } else {
          out.set(out.size() - 1, out.get(out.size() - 1) + quote);
        }
        opening = even;
      }
    }
    return String.join(" ", out) + pending;
  }
}
