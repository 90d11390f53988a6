package io.gistwire.codec.language;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.TruncatedGistException;
import io.gistwire.codec.UnsupportedFormatException;
import io.gistwire.codec.language.Weights.Widths;

/**
 * A pack's language model: an integer gated recurrent unit (Cho et al. 2014) over byte-pair tokens,
 * conditioned on the embedding code. Exact on every machine. Immutable and thread-safe; it takes
 * about four times the file's size in memory, and up to 9 MB more once warm.
 */
public final class LanguageModel {
  private final Weights weights;
  private final InputRows inputRows;
  private final ExpWeights expWeights;

  private LanguageModel(Weights weights) {
    this.weights = weights;
    this.inputRows = new InputRows(weights);
    this.expWeights = new ExpWeights(weights.exp2());
  }

  /**
   * Reads a language model file (FORMAT.md, 5.2).
   *
   * @throws UnsupportedFormatException for a file of a later version
   * @throws TruncatedGistException for a file that ends too early
   * @throws CorruptGistException for anything else that no trainer writes
   */
  public static LanguageModel read(byte[] file) throws GistFormatException {
    return new LanguageModel(WeightFile.read(file));
  }

  /** Tokens that the model knows, the end token included. */
  public int vocabulary() {
    return weights.widths().vocabulary();
  }

  /** Dimension of the vectors that captions are conditioned on. */
  public int dimension() {
    return weights.widths().vector();
  }

  /** The most stages of the code that captions can be conditioned on. */
  public int maxStages() {
    return weights.widths().stages();
  }

  /** Multiplications and additions that one token takes. */
  public long multiplyAddsPerToken() {
    Widths w = weights.widths();
    long h = w.state();
    return 3 * h * h + h * w.embedding() + (long) w.embedding() * w.vocabulary();
  }

  int stateWidth() {
    return weights.widths().state();
  }

  Tokeniser tokeniser() {
    return weights.tokeniser();
  }

  ExpWeights expWeights() {
    return expWeights;
  }

  GruSteps newSteps() {
    return new GruSteps(weights, inputRows);
  }

  /** Refuses a condition that is not of this model. */
  void check(CaptionCondition given) {
    if (given.stages() > maxStages()) {
      throw new IllegalArgumentException(
          "caption conditioned on "
              + given.stages()
              + " stages; the language model knows "
              + maxStages());
    }
    if (given.stages() > 0 && given.size() != dimension()) {
      throw new IllegalArgumentException(
          "caption conditioned on a vector of "
              + given.size()
              + " numbers; the language model needs"
              + " "
              + dimension());
    }
  }
}
