package io.gistwire.server.ledger;

import java.util.Objects;

/**
 * One outbox of a source.
 *
 * @param epoch 64 random bits, as a signed number
 */
public record EpochKey(SourceKey source, long epoch) {
  public EpochKey {
    Objects.requireNonNull(source, "source");
  }

  /** The epoch as 16 lower-case hexadecimal digits. */
  public String toHex() {
    return String.format("%016x", epoch);
  }
}
