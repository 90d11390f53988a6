package io.gistwire.server.session;

import io.gistwire.proto.v1.DeclineReason;
import io.gistwire.proto.v1.ErrorReason;

/** What is counted about sessions. Implementations are thread-safe and fast. */
public interface SessionMetrics {
  /** Counts nothing. */
  SessionMetrics NONE = new None();

  /** Gists and skips handed to the ledger. */
  void submitted(int count);

  /**
   * Submissions of a tenant are on disk.
   *
   * @param gistCount gists among them, those that were held before included
   * @param layerBytes of these gists
   * @param nanos since they were handed to the ledger
   */
  void durable(String tenant, int gistCount, long layerBytes, long nanos);

  /** A session was ended by the server. */
  void ended(ErrorReason reason);

  /** A client knew more to be durable than is here: a backup was restored. */
  void restored(long lostCount);

  /** A client will not send layers that it was asked for. */
  void declined(DeclineReason reason, int gistCount);

  /** Counts nothing; for those who count one thing only. */
  class None implements SessionMetrics {
    @Override
    public void submitted(int count) {}

    @Override
    public void durable(String tenant, int gistCount, long layerBytes, long nanos) {}

    @Override
    public void ended(ErrorReason reason) {}

    @Override
    public void restored(long lostCount) {}

    @Override
    public void declined(DeclineReason reason, int gistCount) {}
  }
}
