package io.gistwire.client.outbox;

import io.gistwire.codec.CodeFingerprint;
import java.util.Objects;

/** What is at one or several sequences of an outbox. */
public sealed interface OutboxRecord permits OutboxRecord.Entry, OutboxRecord.Skip {
  /** The first sequence, from 1. */
  long first();

  /** The last sequence, not below the first. */
  long last();

  /**
   * A gist.
   *
   * @param sequence its number in the epoch, from 1
   * @param fingerprint what gives its bits their meaning
   * @param bytes the serialised {@code gistwire.v1.Gist}; must not be changed
   * @param frozen whether these bytes may have been sent, so that no others ever may
   */
  record Entry(long sequence, CodeFingerprint fingerprint, byte[] bytes, boolean frozen)
      implements OutboxRecord {
    /** Checks the sequence. */
    public Entry {
      Objects.requireNonNull(fingerprint, "fingerprint");
      Objects.requireNonNull(bytes, "bytes");
      if (sequence < 1) {
        throw new IllegalArgumentException("sequence is " + sequence + "; they start at 1");
      }
    }

    @Override
    public long first() {
      return sequence;
    }

    @Override
    public long last() {
      return sequence;
    }
  }

  /**
   * Sequences that were given up.
   *
   * @param first the first of them
   * @param last the last of them
   * @param reason why
   */
  record Skip(long first, long last, SkipReason reason) implements OutboxRecord {
    /** Checks the range. */
    public Skip {
      Objects.requireNonNull(reason, "reason");
      if (first < 1 || last < first) {
        throw new IllegalArgumentException("skip of " + first + " to " + last + " is no range");
      }
    }
  }
}
