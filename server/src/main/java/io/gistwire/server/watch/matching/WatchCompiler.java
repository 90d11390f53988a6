package io.gistwire.server.watch.matching;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.quantizer.ScoreTable;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.server.index.CaptionStems;
import io.gistwire.server.index.CodeSample;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.query.Calibration;
import io.gistwire.server.query.QueryPack;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.watch.expression.CaptionExpression;
import io.gistwire.server.watch.expression.ExpressionException;
import io.gistwire.server.watch.expression.ExpressionParser;
import io.gistwire.server.watch.store.StoredWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes stored watches ready to be matched. Thread-safe. */
public final class WatchCompiler {
  private static final Logger LOG = Logger.getLogger(WatchCompiler.class);

  private final PackIndexes indexes;
  private final CaptionStems stems;

  WatchCompiler(PackIndexes indexes, CaptionStems stems) {
    this.indexes = indexes;
    this.stems = stems;
  }

  /**
   * The watch, ready; empty when no pack of its fingerprint is served any more, or its words are
   * none in the language that captions are read in now.
   */
  public Optional<CompiledWatch> compile(StoredWatch stored) {
    CodeFingerprint fingerprint =
        CodeFingerprint.of(stored.watch().getCodeFingerprint().toByteArray());
    try {
      return indexes
          .find(fingerprint)
          .map(packIndex -> CompiledWatch.of(stored, fingerprint, condition(stored, packIndex)));
    } catch (Refusal e) {
      LOG.warnf(
          "%s of tenant %s is not matched: %s",
          stored.watch().getName(), stored.tenant(), e.getMessage());
      return Optional.empty();
    }
  }

  private CompiledCondition condition(StoredWatch stored, PackIndex packIndex) {
    WatchCondition condition = stored.watch().getCondition();
    switch (condition.getKindCase()) {
      case QUERY:
        return vector(stored, packIndex);
      case LABELS:
        return labels(condition.getLabels().getLabelsList(), packIndex.pack());
      default:
        return new CompiledCondition.Caption(expression(condition.getCaptionExpression()));
    }
  }

  private static CompiledCondition vector(StoredWatch stored, PackIndex packIndex) {
    ScoreTable scores = packIndex.pack().quantizer().scoreTable(stored.vector());
    CodeSample background = packIndex.index().background(stored.tenant());
    float[] random = new float[background.codes().size()];
    for (int i = 0; i < random.length; i++) {
      byte[] code = background.codes().get(i);
      random[i] = scores.score(code, 0, code.length, background.inverseNorms()[i]);
    }
    Calibration calibration = Calibration.of(random);
    Watch watch = stored.watch();
    float minimum = watch.hasTopShare() ? Float.NaN : calibration.threshold(watch.getMinScore());
    double share = watch.hasTopShare() ? watch.getTopShare() : 0;
    return new CompiledCondition.Vector(scores, calibration, texts(watch), minimum, share, random);
  }

  private static List<String> texts(Watch watch) {
    List<String> texts = new ArrayList<>();
    for (QueryTerm term : watch.getCondition().getQuery().getTermsList()) {
      if (term.getKindCase() == QueryTerm.KindCase.TEXT) {
        texts.add(term.getText());
      }
    }
    return texts;
  }

  private static CompiledCondition labels(List<String> names, QueryPack pack) {
    List<Integer> numbers = new ArrayList<>();
    for (String name : names) {
      numbers.add(pack.labels().indexOf(name));
    }
    return new CompiledCondition.Labels(numbers, List.copyOf(names));
  }

  /**
   * Reads a caption expression.
   *
   * @throws Refusal that names the column of what is wrong
   */
  public CaptionExpression expression(String text) {
    try {
      return ExpressionParser.parse(text, stems);
    } catch (ExpressionException e) {
      throw Refusal.ofField("watch.condition.caption_expression", e.getMessage())
          .with("column", Integer.toString(e.column()));
    }
  }

  public CaptionStems stems() {
    return stems;
  }
}
