package io.gistwire.server.index.lucene;

import io.gistwire.codec.quantizer.TopScores;
import io.gistwire.server.index.Budget;
import io.gistwire.server.index.CaptionHit;
import io.gistwire.server.index.CaptionQuery;
import io.gistwire.server.ledger.GistKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.QueryBuilder;

/** One search in the captions of one tenant. */
final class CaptionSearch extends SimpleCollector {
  private static final int CHECK_EVERY = 1024;

  private final String tenant;
  private final Predicate<GistKey> accept;
  private final Budget budget;
  private final TopScores best;
  private final Map<Long, CaptionHit> kept = new HashMap<>();
  private Scorable scorer;
  private BinaryDocValues names;
  private NumericDocValues positions;
  private NumericDocValues implied;
  private boolean wantsSomething;
  private long collected;

  CaptionSearch(String tenant, Predicate<GistKey> accept, int count, Budget budget) {
    this.tenant = tenant;
    this.accept = accept;
    this.budget = budget;
    this.best = new TopScores(count);
  }

  List<CaptionHit> run(CaptionIndex index, CaptionQuery words) throws IOException {
    Query query = query(index, words);
    if (!wantsSomething) {
      return List.of();
    }
    index.search(
        searcher -> {
          searcher.search(query, this);
          return null;
        });
    List<CaptionHit> hits = new ArrayList<>();
    for (long id : best.ids()) {
      hits.add(kept.get(id));
    }
    hits.sort(
        Comparator.comparing(CaptionHit::score).reversed().thenComparingLong(CaptionHit::position));
    return hits;
  }

  private Query query(CaptionIndex index, CaptionQuery words) {
    QueryBuilder builder = new QueryBuilder(index.analyzer());
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    query.add(new TermQuery(new Term(CaptionDocument.TENANT, tenant)), BooleanClause.Occur.FILTER);
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (String word : words.words()) {
      add(any, builder.createBooleanQuery(CaptionDocument.CAPTION, word), false);
    }
    BooleanQuery anyWord = any.build();
    if (!anyWord.clauses().isEmpty()) {
      wantsSomething = true;
      boolean wanted = words.phrases().isEmpty();
      query.add(anyWord, wanted ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD);
    }
    for (String phrase : words.phrases()) {
      Query together = builder.createPhraseQuery(CaptionDocument.CAPTION, phrase);
      if (together != null) {
        wantsSomething = true;
        query.add(together, BooleanClause.Occur.MUST);
      }
    }
    for (String word : words.excluded()) {
      add(query, builder.createBooleanQuery(CaptionDocument.CAPTION, word), true);
    }
    return query.build();
  }

  private static void add(BooleanQuery.Builder to, Query query, boolean excluded) {
    // The analyzer leaves nothing of words like "the".
    if (query != null) {
      to.add(query, excluded ? BooleanClause.Occur.MUST_NOT : BooleanClause.Occur.SHOULD);
    }
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    names = DocValues.getBinary(context.reader(), CaptionDocument.NAME);
    positions = DocValues.getNumeric(context.reader(), CaptionDocument.POSITION);
    implied = DocValues.getNumeric(context.reader(), CaptionDocument.IMPLIED);
  }

  @Override
  public void setScorer(Scorable scorer) {
    this.scorer = scorer;
  }

  @Override
  public void collect(int doc) throws IOException {
    if (++collected % CHECK_EVERY == 0) {
      budget.check();
    }
    float score = scorer.score();
    if (score <= best.threshold() || !names.advanceExact(doc) || !positions.advanceExact(doc)) {
      return;
    }
    Optional<GistKey> key = GistKey.parse(tenant, names.binaryValue().utf8ToString());
    if (key.isPresent() && accept.test(key.get()) && best.offer(collected, score)) {
      boolean isImplied = implied.advanceExact(doc);
      kept.put(collected, new CaptionHit(key.get(), positions.longValue(), score, isImplied));
    }
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE;
  }
}
