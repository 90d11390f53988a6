package io.gistwire.codec.quantizer;

/** Where a beam search gets the dot products of a residual with a stage's codewords from. */
interface StageDots {
  /**
   * Dot products of v minus the chosen codewords with every codeword of a stage; exact while they
   * fit 32 bits.
   *
   * @param chosen indices of the stages before
   */
  void fill(int stage, int[] chosen, int[] dots);
}
