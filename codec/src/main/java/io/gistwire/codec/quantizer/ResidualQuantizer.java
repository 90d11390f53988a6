package io.gistwire.codec.quantizer;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Residual quantiser: a vector is the sum of one codeword of each stage, so every prefix of a code
 * is a coarser vector (Juang and Gray, "Multiple stage vector quantization", 1982). Immutable and
 * thread-safe.
 */
public final class ResidualQuantizer extends CodebookQuantizer {
  /** Encodings after which a quarter of a second and 32 MB for cross tables are well spent. */
  private static final int ENCODINGS_BEFORE_TABLES = 64;

  private final ResidualBooks books;
  private final AtomicInteger encodings = new AtomicInteger();
  private volatile @Nullable CrossTables tables;

  ResidualQuantizer(Codebooks codebooks) {
    super(codebooks, true);
    this.books = new ResidualBooks(codebooks);
  }

  @Override
  public byte[] encode(float[] vector) {
    return encode(vector, BeamOptions.defaults());
  }

  /** The code of a vector, searched for as the options say. */
  public byte[] encode(float[] vector, BeamOptions options) {
    int[] target = Vectors.toQ14(vector, dimension());
    if (tables == null && encodings.incrementAndGet() == ENCODINGS_BEFORE_TABLES) {
      prepare();
    }
    return encode(target, options, tables);
  }

  /**
   * Makes the tables that speed encoding up several times (a quarter of a second, 32 MB for 16 x
   * 256), which otherwise the 64th encoding makes. Codes are the same with and without them.
   */
  public void prepare() {
    if (tables == null) {
      tables = new CrossTables(books);
    }
  }

  /** As {@link #encode(float[], BeamOptions)}, with tables or, where null, without: equal codes. */
  byte[] encode(int[] target, BeamOptions options, @Nullable CrossTables given) {
    StageDots dots =
        given != null
            ? given.of(target)
            : (stage, chosen, sums) ->
                books.dots(books.residual(target, chosen), stage, sums.length, sums);
    return layout.pack(new BeamSearch(books, dots, options, target).run());
  }

  @Override
  public void decode(byte[] code, int offset, int lengthBytes, int[] x) {
    Objects.checkFromIndexSize(offset, lengthBytes, code.length);
    Objects.checkFromIndexSize(0, dimension(), x.length);
    Arrays.fill(x, 0, dimension(), 0);
    int stages = layout.indicesIn(lengthBytes);
    int stage = 0;
    for (; stage + 4 <= stages; stage += 4) {
      books.addFourTo(
          x,
          stage,
          layout.index(code, offset, stage),
          layout.index(code, offset, stage + 1),
          layout.index(code, offset, stage + 2),
          layout.index(code, offset, stage + 3));
    }
    for (; stage < stages; stage++) {
      books.addTo(x, stage, layout.index(code, offset, stage));
    }
  }

  @Override
  public ScoreTable scoreTable(float[] query) {
    Vectors.checkShape("query", query, dimension());
    QueryScale scale = new QueryScale(query, codebooks.longest());
    ScoreTable.Builder table = new ScoreTable.Builder(layout, indices(), codewords(), scale);
    int[] dots = new int[indices() * codewords()];
    books.dots(scale.numbers(), 0, dots.length, dots);
    for (int stage = 0; stage < indices(); stage++) {
      table.fill(stage, dots, stage * codewords());
    }
    return table.build();
  }
}
