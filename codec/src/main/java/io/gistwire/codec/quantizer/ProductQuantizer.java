package io.gistwire.codec.quantizer;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Product quantiser: a vector is M codewords of D / M numbers one after the other, optionally
 * rotated (Jégou et al., "Product quantization for nearest neighbor search", 2011; Ge et al.,
 * "Optimized product quantization", 2013). With one codebook for all positions it is the shared
 * codebook of FORMAT.md 4.2. Codes decode whole only. Immutable and thread-safe.
 */
public final class ProductQuantizer extends CodebookQuantizer {
  private final @Nullable Rotation rotation;
  private final PairedRows[] rows;

  ProductQuantizer(Codebooks codebooks) {
    super(codebooks, false);
    short[] numbers = codebooks.rotation();
    this.rotation = numbers == null ? null : new Rotation(numbers, codebooks.dimension());
    PairedRows[] books = new PairedRows[shared() ? 1 : codebooks.indices()];
    for (int i = 0; i < books.length; i++) {
      books[i] =
          new PairedRows(
              codebooks.words(), codebooks.bookAt(i), codebooks.codewords(), codebooks.width());
    }
    this.rows = books;
  }

  /** Whether all positions choose from one codebook. */
  public boolean shared() {
    return codebooks.kind() == Codebooks.SHARED;
  }

  @Override
  public byte[] encode(float[] vector) {
    int[] target = Vectors.toQ14(vector, dimension());
    int[] y = rotation == null ? target : rotation.forward(target);
    int[] chosen = new int[indices()];
    for (int position = 0; position < chosen.length; position++) {
      chosen[position] = nearest(y, position);
    }
    return layout.pack(chosen);
  }

  /** The codeword with the least squared error; of equals the first. */
  private int nearest(int[] y, int position) {
    int width = codebooks.width();
    int at = codebooks.bookAt(position);
    short[] words = codebooks.words();
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int k = 0; k < codewords(); k++) {
      long error = 0;
      for (int j = 0; j < width; j++) {
        long difference = (long) y[position * width + j] - words[at + k * width + j];
        error += difference * difference;
      }
      if (error < least) {
        least = error;
        best = k;
      }
    }
    return best;
  }

  @Override
  public void decode(byte[] code, int offset, int lengthBytes, int[] x) {
    Objects.checkFromIndexSize(offset, lengthBytes, code.length);
    Objects.checkFromIndexSize(0, dimension(), x.length);
    if (lengthBytes != codeBytes()) {
      throw new IllegalArgumentException(
          "code of " + lengthBytes + " bytes; check() would have refused all but " + codeBytes());
    }
    int width = codebooks.width();
    for (int position = 0; position < indices(); position++) {
      int at = codebooks.bookAt(position) + layout.index(code, offset, position) * width;
      for (int j = 0; j < width; j++) {
        x[position * width + j] = codebooks.words()[at + j];
      }
    }
    if (rotation != null) {
      int[] y = Arrays.copyOf(x, dimension());
      rotation.back(y, x);
    }
  }

  @Override
  public ScoreTable scoreTable(float[] query) {
    Vectors.checkShape("query", query, dimension());
    float[] rotated = rotation == null ? query : rotation.forward(query);
    QueryScale scale = new QueryScale(rotated, codebooks.longest());
    ScoreTable.Builder table = new ScoreTable.Builder(layout, indices(), codewords(), scale);
    int[] dots = new int[codewords()];
    int width = codebooks.width();
    for (int position = 0; position < indices(); position++) {
      PairedRows book = rows[shared() ? 0 : position];
      book.dot(scale.numbers(), position * width, width, 0, codewords(), dots);
      table.fill(position, dots, 0);
    }
    return table.build();
  }
}
