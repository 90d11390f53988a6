package io.gistwire.server.session;

import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.LayersAdded;
import io.gistwire.server.packs.GistFault;
import java.util.ArrayList;
import java.util.List;

/**
 * An operation under way, and what it tells the client once the ledger has answered. Outcomes are
 * told in the order of the operations.
 */
abstract sealed class SessionOutcome {
  private final long creditBytes;
  private final long layerBytes;
  private List<ExchangeResponse> responses;

  private SessionOutcome(long creditBytes, long layerBytes) {
    this.creditBytes = creditBytes;
    this.layerBytes = layerBytes;
  }

  /** Bytes of layers that count for the tenant's quota until the ledger has them. */
  long layerBytes() {
    return layerBytes;
  }

  /** Bytes of credit that it took. */
  long creditBytes() {
    return creditBytes;
  }

  boolean isKnown() {
    return responses != null;
  }

  List<ExchangeResponse> responses() {
    return responses;
  }

  final void tell(List<ExchangeResponse> told) {
    responses = told;
  }

  /** Gists that it holds in memory. */
  int gistCount() {
    return 1;
  }

  /** Gists or a skip. Tells rejects first, then the ack that covers them. */
  static final class Append extends SessionOutcome {
    private final List<ExchangeResponse> rejects;
    private final int gistCount;

    Append(BatchReader.Content content, long creditBytes) {
      super(creditBytes, content.layerBytes());
      rejects = content.rejects();
      gistCount = content.submissions().size();
    }

    @Override
    int gistCount() {
      return gistCount;
    }

    void done(Appended appended) {
      List<ExchangeResponse> told = new ArrayList<>(rejects);
      appended.conflicts().forEach(sequence -> told.add(Responses.conflict(sequence)));
      told.add(Responses.ack(appended.heldThrough(), creditBytes()));
      tell(told);
    }
  }

  /** An answer. Tells its ack, and gives its credit back. */
  static final class Answer extends SessionOutcome {
    private final long number;

    Answer(long number, long creditBytes, long layerBytes) {
      super(creditBytes, layerBytes);
      this.number = number;
    }

    void done(LayersAdded added) {
      tell(List.of(Responses.answerAck(number, added), Responses.credit(creditBytes())));
    }

    void refused(GistFault fault) {
      tell(List.of(Responses.answerRefused(number, fault), Responses.credit(creditBytes())));
    }
  }
}
