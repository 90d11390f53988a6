package io.gistwire.server.ledger;

import java.util.OptionalLong;

/** What a tenant keeps for how long. Empty means for ever, or without limit. */
public record Retention(
    OptionalLong maxAgeMillis, OptionalLong maxLayerBytes, OptionalLong maxAlertAgeMillis) {
  /** Everything for ever. */
  public static final Retention FOREVER =
      new Retention(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
}
