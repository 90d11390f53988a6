package io.gistwire.server.index;

import java.util.List;
import org.apache.lucene.analysis.Analyzer;

/** Splits texts into the stems that captions are searched by. Thread-safe. */
public final class CaptionStems {
  private final Analyzer analyzer;

  /** Splits as this analyzer does. */
  public CaptionStems(Analyzer analyzer) {
    this.analyzer = analyzer;
  }

  /** Stems in order, without stop words; may be empty. */
  public List<String> of(String text) {
    return WordMatches.stems(analyzer, text);
  }
}
