package io.gistwire.cluster.ledger;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;

/** Ids of documents. Names of sources and tenants have no {@code |}. */
final class Ids {
  static final String HEAD = "head";
  static final String CHECKPOINT = "checkpoint";

  private Ids() {}

  static String source(SourceKey source) {
    return source.tenant() + "|" + source.source();
  }

  static String epoch(EpochKey epoch) {
    return source(epoch.source()) + "|" + epoch.toHex();
  }

  static String gist(GistKey key) {
    return epoch(key.epoch()) + "|" + key.sequence();
  }

  /** The marker of a single call's request id. */
  static String request(SourceKey source, String requestId) {
    return source(source) + "|x|" + requestId;
  }

  static String commit(long number) {
    return "commit|" + number;
  }

  static String sourceState(SourceKey source) {
    return "source|" + source(source);
  }

  static String tenantState(String tenant) {
    return "tenant|" + tenant;
  }
}
