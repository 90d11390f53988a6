package io.gistwire.server.index;

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

/** How captions of a language become words. */
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

  private CaptionLanguage() {}

  /**
   * The analyzer of a language, by its code; {@code plain} splits words and nothing else.
   *
   * @throws IllegalArgumentException when there is none; the message lists those there are
   */
  public static Analyzer analyzer(String language) {
    Supplier<Analyzer> analyzer = ANALYZERS.get(language);
    if (analyzer == null) {
      throw new IllegalArgumentException(
          "no analyzer for captions in '" + language + "'; there are " + ANALYZERS.keySet());
    }
    return analyzer.get();
  }
}
