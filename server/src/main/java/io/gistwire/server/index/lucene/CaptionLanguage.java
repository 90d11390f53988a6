package io.gistwire.server.index.lucene;

import io.gistwire.server.index.CaptionQuery;
import io.gistwire.server.index.CaptionStems;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;

/** How captions of a language become words. Thread-safe. */
public final class CaptionLanguage {
  private static final Map<String, Supplier<Analyzer>> ANALYZERS =
      new TreeMap<>(
          Map.of(
              "cjk", CJKAnalyzer::new,
              "de", GermanAnalyzer::new,
              "en", EnglishAnalyzer::new,
              "es", SpanishAnalyzer::new,
              "fr", FrenchAnalyzer::new,
              "it", ItalianAnalyzer::new,
              "nl", DutchAnalyzer::new,
              "plain", StandardAnalyzer::new,
              "pt", PortugueseAnalyzer::new,
              "ru", RussianAnalyzer::new));

  private final Analyzer analyzer;

  private CaptionLanguage(Analyzer analyzer) {
    this.analyzer = analyzer;
  }

  /**
   * A language by its code; {@code plain} splits words and nothing else.
   *
   * @throws IllegalArgumentException when there is none; the message lists those there are
   */
  public static CaptionLanguage of(String language) {
    Supplier<Analyzer> analyzer = ANALYZERS.get(language);
    if (analyzer == null) {
      throw new IllegalArgumentException(
          "no analyzer for captions in '" + language + "'; there are " + ANALYZERS.keySet());
    }
    return new CaptionLanguage(analyzer.get());
  }

  /** Stems as this language has them. */
  public CaptionStems stems() {
    return text -> WordMatches.stems(analyzer, text);
  }

  /** Words and phrases of the query whose stems the text contains, as the query has them. */
  public List<String> matchingWords(CaptionQuery query, String text) {
    return WordMatches.of(analyzer, query, text);
  }

  Analyzer analyzer() {
    return analyzer;
  }
}
