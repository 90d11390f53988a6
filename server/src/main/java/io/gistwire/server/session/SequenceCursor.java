package io.gistwire.server.session;

import java.util.OptionalLong;

/** Where a stream is: the sequence that is expected next, and whether a gap was told. */
final class SequenceCursor {
  /** Highest sequence that was taken from the stream, durable or not. */
  private long takenThrough;

  /** A gap was told and nothing at or below the expected sequence has come since. */
  private boolean isRewound;

  void begin(long heldThrough) {
    takenThrough = heldThrough;
  }

  long takenThrough() {
    return takenThrough;
  }

  /** Whether something before this sequence is missing. */
  boolean isAhead(long firstSequence) {
    return firstSequence > 0 && firstSequence - 1 > takenThrough;
  }

  /** Something without a gap was taken. */
  void take(long lastSequence) {
    takenThrough = Math.max(takenThrough, lastSequence);
    isRewound = false;
  }

  /** The sequence to rewind to; empty when that was told already. */
  OptionalLong rewind() {
    OptionalLong told = isRewound ? OptionalLong.empty() : OptionalLong.of(takenThrough + 1);
    isRewound = true;
    return told;
  }
}
