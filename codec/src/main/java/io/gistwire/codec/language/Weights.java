package io.gistwire.codec.language;

/** The parts of a weight file by name; see FORMAT.md, 5.2, for shapes and units. */
record Weights(
    Widths widths,
    Tokeniser tokeniser,
    Curves curves,
    int[] exp2,
    byte[] embedding,
    PackedMatrix embeddingRows,
    RowScale embeddingIn,
    RowScale embeddingOut,
    short[] tokenBias,
    ScaledMatrix input,
    short[] gateBias,
    ScaledMatrix state,
    short[] resetBias,
    ScaledMatrix projection,
    short[] projectionBias,
    byte[] conditionWeights,
    RowScale conditionScale,
    short[] conditionRows,
    ScaledMatrix start,
    short[] startBias,
    ScaledMatrix inputShift,
    ScaledMatrix outputShift) {

  /** A matrix and what makes fixed-point numbers of its dot products. */
  record ScaledMatrix(PackedMatrix matrix, RowScale scale) {}

  /**
   * Sizes of a model.
   *
   * @param stages N, the most stages of the code that it knows
   * @param vocabulary V, tokens
   * @param embedding E, width of the token embedding
   * @param state H, width of the state
   * @param condition C, width of what it knows of the photo
   * @param vector D, dimension of the vector
   */
  record Widths(int stages, int vocabulary, int embedding, int state, int condition, int vector) {}
}
