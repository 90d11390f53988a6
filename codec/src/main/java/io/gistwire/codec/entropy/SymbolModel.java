package io.gistwire.codec.entropy;

/**
 * Integer frequencies of the symbols {@code 0 .. size() - 1}: what a coder needs to know of a
 * probability model, and all that it knows.
 *
 * <p>For every symbol {@code 0 <= cumulative}, {@code 1 <= frequency}, and the parts {@code
 * [cumulative, cumulative + frequency)} tile {@code [0, total())}. Both sides must see the same
 * numbers.
 */
public interface SymbolModel {
  /** Number of symbols, at least 1. */
  int size();

  /** Sum of all frequencies, 1 to {@link RangeEncoder#MAX_TOTAL}. */
  int total();

  /** Where the symbol's part begins. */
  int cumulative(int symbol);

  /** Width of the symbol's part, at least 1. */
  int frequency(int symbol);

  /**
   * The symbol whose part contains {@code target}.
   *
   * @param target 0 to {@code total() - 1}
   */
  int symbolAt(int target);
}
