package io.gistwire.server.query;

import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.index.CaptionQuery;
import io.gistwire.server.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks queries and adds their terms up. Thread-safe. */
public final class QueryReader {
  private static final int MAX_TERMS = 32;
  private static final float MAX_WEIGHT = 100;
  private static final double DEFAULT_CAPTION_SHARE = 0.5;

  private final TermReader terms;

  /** Reads terms with this reader. */
  public QueryReader(TermReader terms) {
    this.terms = terms;
  }

  /**
   * The query, ready.
   *
   * @throws Refusal when something in it is not allowed
   */
  public CompiledQuery read(Query query, QueryPack pack, Caller caller) {
    if (query.getTermsCount() > MAX_TERMS) {
      throw Refusal.ofField(
          "query.terms", "has " + query.getTermsCount() + " terms; at most " + MAX_TERMS);
    }
    if (query.getTermsCount() == 0 && query.getCaptionWords().isEmpty()) {
      throw Refusal.ofField("query", "is empty; set terms or caption_words");
    }
    Optional<CaptionQuery> captions =
        query.getCaptionWords().isEmpty()
            ? Optional.empty()
            : Optional.of(CaptionWords.read(query.getCaptionWords()));
    return new CompiledQuery(
        vector(query, pack, caller), captions, captionShare(query), texts(query));
  }

  private static double captionShare(Query query) {
    if (!query.hasCaptionShare()) {
      return DEFAULT_CAPTION_SHARE;
    }
    float share = query.getCaptionShare();
    if (!(share >= 0 && share <= 1)) {
      throw Refusal.ofField("query.caption_share", "is " + share + "; 0 to 1 is allowed");
    }
    return share;
  }

  private static List<String> texts(Query query) {
    List<String> texts = new ArrayList<>();
    for (QueryTerm term : query.getTermsList()) {
      if (term.getKindCase() == QueryTerm.KindCase.TEXT) {
        texts.add(term.getText());
      }
    }
    return texts;
  }

  private Optional<float[]> vector(Query query, QueryPack pack, Caller caller) {
    if (query.getTermsCount() == 0) {
      return Optional.empty();
    }
    double[] sum = new double[pack.quantizer().dimension()];
    double weights = 0;
    for (int i = 0; i < query.getTermsCount(); i++) {
      String field = "query.terms[" + i + "]";
      float weight = weight(field, query.getTerms(i));
      weights += Math.abs(weight);
      UnitVector.add(sum, terms.read(field, query.getTerms(i), pack, caller), weight);
    }
    return Optional.of(unit(sum, weights));
  }

  private static float weight(String field, QueryTerm term) {
    float weight = term.hasWeight() ? term.getWeight() : 1;
    if (!(Math.abs(weight) <= MAX_WEIGHT)) {
      throw Refusal.ofField(
          field + ".weight", "is " + weight + "; -" + MAX_WEIGHT + " to " + MAX_WEIGHT);
    }
    return weight;
  }

  private static float[] unit(double[] sum, double weights) {
    double squares = 0;
    for (double value : sum) {
      squares += value * value;
    }
    double length = Math.sqrt(squares);
    if (!(length > 1e-6 * weights) || weights == 0) {
      throw Refusal.ofField("query.terms", "add up to nothing; change their weights");
    }
    float[] unit = new float[sum.length];
    for (int j = 0; j < unit.length; j++) {
      unit[j] = (float) (sum[j] / length);
    }
    return unit;
  }
}
