package io.gistwire.server.watch.store;

/** What a watch remembers of a source; the numbers are written to the store. */
public enum MemoryKind {
  /** Matches that are counted, and quiet periods. */
  RULES(1),
  /** How the scores of a source are distributed. */
  SKETCH(2);

  private final int number;

  MemoryKind(int number) {
    this.number = number;
  }

  /** The number in the store. */
  public int number() {
    return number;
  }
}
