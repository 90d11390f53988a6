package io.gistwire.server.index.lucene;

import io.gistwire.server.index.CaptionQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Words as an analyzer sees them: stems without stop words. */
final class WordMatches {
  private WordMatches() {}

  /** Words and phrases of the query whose stems stand in the text. */
  static List<String> of(Analyzer analyzer, CaptionQuery query, String text) {
    List<String> inText = stems(analyzer, text);
    List<String> found = new ArrayList<>();
    for (String word : query.words()) {
      List<String> stems = stems(analyzer, word);
      if (!stems.isEmpty() && inText.containsAll(stems)) {
        found.add(word);
      }
    }
    for (String phrase : query.phrases()) {
      List<String> stems = stems(analyzer, phrase);
      if (!stems.isEmpty() && java.util.Collections.indexOfSubList(inText, stems) >= 0) {
        found.add(phrase);
      }
    }
    return found;
  }

  static List<String> stems(Analyzer analyzer, String text) {
    List<String> stems = new ArrayList<>();
    try (TokenStream tokens = analyzer.tokenStream(CaptionDocument.CAPTION, text)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        stems.add(term.toString());
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException("splitting a text in memory", e);
    }
    return stems;
  }
}
