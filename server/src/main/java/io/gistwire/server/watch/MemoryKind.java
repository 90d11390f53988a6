package io.gistwire.server.watch;

/** What a watch remembers of a source; the numbers stand in the file. */
enum MemoryKind {
  RULES(1),
  SKETCH(2);

  private final int number;

  MemoryKind(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
