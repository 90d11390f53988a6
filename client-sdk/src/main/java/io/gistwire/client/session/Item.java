package io.gistwire.client.session;

import io.gistwire.client.outbox.SkipReason;
import io.gistwire.codec.CodeFingerprint;

/** A record of the outbox, ready to send. */
public sealed interface Item permits Item.OfGist, Item.OfSkip {
  /** The first sequence. */
  long first();

  /** The last sequence. */
  long last();

  /**
   * A gist.
   *
   * @param first its sequence
   * @param gist its content
   */
  record OfGist(long first, EncodedGist gist) implements Item {
    @Override
    public long last() {
      return first;
    }

    int bytes() {
      return gist.bytes();
    }

    int layerBytes() {
      return gist.layerBytes();
    }

    CodeFingerprint fingerprint() {
      return gist.fingerprint();
    }
  }

  /** Sequences that will never come. */
  record OfSkip(long first, long last, SkipReason reason) implements Item {}
}
