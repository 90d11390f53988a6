package io.gistwire.codec.language;

/**
 * The few cheapest of many offers, in order; among equals the one offered first is first. Not
 * thread-safe.
 */
final class CheapestExtensions {
  private final int[] prices;
  private final int[] parents;
  private final int[] tokens;
  private int size;

  CheapestExtensions(int capacity) {
    this.prices = new int[capacity];
    this.parents = new int[capacity];
    this.tokens = new int[capacity];
  }

  void offer(int price, int parent, int token) {
    if (size == prices.length) {
      if (price >= prices[size - 1]) {
        return;
      }
    } else {
      size++;
    }
    int at = size - 1;
    while (at > 0 && prices[at - 1] > price) {
      prices[at] = prices[at - 1];
      parents[at] = parents[at - 1];
      tokens[at] = tokens[at - 1];
      at--;
    }
    prices[at] = price;
    parents[at] = parent;
    tokens[at] = token;
  }

  int size() {
    return size;
  }

  int price(int rank) {
    return prices[rank];
  }

  int parent(int rank) {
    return parents[rank];
  }

  int token(int rank) {
    return tokens[rank];
  }
}
