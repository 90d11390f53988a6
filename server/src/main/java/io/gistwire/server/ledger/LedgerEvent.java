package io.gistwire.server.ledger;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.SkipReason;
import java.util.List;

/** One event of the log. Positions ascend; they need not be dense. Times are milliseconds UTC. */
public sealed interface LedgerEvent {
  /** Place in the log, from 1. */
  long position();

  /** The epoch that it belongs to. */
  EpochKey epoch();

  /** The server's clock when it was written. */
  long receivedMillis();

  /** A gist was stored. */
  record Put(
      long position, GistKey key, long receivedMillis, CodeFingerprint fingerprint, Gist gist)
      implements LedgerEvent {
    @Override
    public EpochKey epoch() {
      return key.epoch();
    }

    /** The client's clock, or the receive time where the client did not know. */
    public long capturedMillis() {
      return gist.getCaptureTimeMillis() == 0 ? receivedMillis : gist.getCaptureTimeMillis();
    }
  }

  /** Layers were added to a gist, or took the place of shorter ones of their kind. */
  record Layers(
      long position,
      GistKey key,
      long receivedMillis,
      CodeFingerprint fingerprint,
      List<Layer> layers)
      implements LedgerEvent {
    @Override
    public EpochKey epoch() {
      return key.epoch();
    }
  }

  /** A gist was deleted, by a caller or by retention. Its bytes are removed. */
  record Delete(long position, GistKey key, long receivedMillis) implements LedgerEvent {
    @Override
    public EpochKey epoch() {
      return key.epoch();
    }
  }

  /** Sequences that will never come, first to last. */
  record Skip(
      long position,
      EpochKey epoch,
      long firstSequence,
      long lastSequence,
      long receivedMillis,
      SkipReason reason)
      implements LedgerEvent {}

  /** A gist that was refused and consumed. */
  record Reject(long position, GistKey key, long receivedMillis, ErrorReason reason, String message)
      implements LedgerEvent {
    @Override
    public EpochKey epoch() {
      return key.epoch();
    }
  }
}
