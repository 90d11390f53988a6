package io.gistwire.client.session;

import io.gistwire.client.outbox.SkipReason;
import io.gistwire.codec.CodeFingerprint;

/** What the machine knows of an outbox record: all but its content. */
public sealed interface Item permits Item.OfGist, Item.OfSkip {
  /** The first sequence. */
  long first();

  /** The last sequence. */
  long last();

  /**
   * A gist.
   *
   * @param first its sequence
   * @param bytes its serialised size as a message of its own
   * @param layerBytes the bytes of its layers, which is nearly what it costs in a full batch
   * @param fingerprint its code fingerprint
   */
  record OfGist(long first, int bytes, int layerBytes, CodeFingerprint fingerprint)
      implements Item {
    @Override
    public long last() {
      return first;
    }
  }

  /** Sequences that will never come. */
  record OfSkip(long first, long last, SkipReason reason) implements Item {}
}
