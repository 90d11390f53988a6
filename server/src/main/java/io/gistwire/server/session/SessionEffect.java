package io.gistwire.server.session;

import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.GistTrace;
import io.gistwire.proto.v1.Layer;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.refusal.Refusal;
import java.util.List;
import java.util.Optional;

/** What a session machine wants done. The stream does it, in order. */
sealed interface SessionEffect {
  /** Say this to the client. */
  record Send(ExchangeResponse response) implements SessionEffect {}

  /** Take the epoch over; answer with {@code leased} or {@code ledgerFailed}. */
  record TakeLease(EpochKey epoch, long clockSkewMillis, long durableThrough)
      implements SessionEffect {}

  /**
   * Write these; answer with {@code appended} or {@code ledgerFailed}.
   *
   * @param traces of gists among them whose application traces them
   */
  record Append(List<Submission> submissions, List<GistTrace> traces) implements SessionEffect {
    /** Without traces. */
    Append(List<Submission> submissions) {
      this(submissions, List.of());
    }
  }

  /** Add these; answer with {@code layersAdded} or {@code ledgerFailed}. */
  record AddLayers(long sequence, List<Layer> layers) implements SessionEffect {}

  /** End the stream: with OK when there is no refusal. Comes once. */
  record End(Optional<Refusal> refusal) implements SessionEffect {}

  /** Nothing is under way in the ledger any more: give the lease back. Comes once, after End. */
  record Release() implements SessionEffect {}
}
