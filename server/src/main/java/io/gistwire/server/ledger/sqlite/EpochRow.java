package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.EpochKey;

/** A row of {@code epoch} while it is being written to. One thread. */
final class EpochRow {
  final int id;
  final EpochKey key;
  final SourceRow source;

  /** Every sequence from 1 through this one is consumed. */
  long heldThrough;

  EpochRow(int id, EpochKey key, SourceRow source, long heldThrough) {
    this.id = id;
    this.key = key;
    this.source = source;
    this.heldThrough = heldThrough;
  }
}
