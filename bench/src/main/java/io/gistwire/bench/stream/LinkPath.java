package io.gistwire.bench.stream;

/** The emulated link between the client and the server of one run. Thread-safe. */
interface LinkPath extends AutoCloseable {
  /**
   * What was carried so far, at IP level.
   *
   * @param upBytes from client to server
   * @param downBytes from server to client
   * @param lostPackets packets that did not arrive, both directions
   */
  record Counts(long upBytes, long downBytes, long lostPackets) {
    static final Counts NONE = new Counts(0, 0, 0);
  }

  Counts counts();

  /** Nothing arrives while it is dark. */
  void dark(boolean isDark);

  /** What it is and what is estimated about it, a sentence for people. */
  String inWords();
}
