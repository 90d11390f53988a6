package io.gistwire.server.watch.store;

import io.gistwire.proto.v1.Alert;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a follower of the log has found up to a position.
 *
 * @param follower name of the follower
 * @param position position of the log that it has reached, at least 0
 * @param mark of the event at the position, so that another history of the log is known
 * @param alerts alerts to add, in the order of their positions
 * @param memory what watches remember, of what changed since the last commit
 */
public record WatchCommit(
    String follower,
    long position,
    OptionalLong mark,
    List<NewAlert> alerts,
    Map<MemoryKind, Map<WatchSource, byte[]>> memory) {

  /** Takes copies. */
  public WatchCommit {
    alerts = List.copyOf(alerts);
    memory = Map.copyOf(memory);
  }

  /**
   * An alert to add.
   *
   * @param watch {@code watches/*}
   * @param alert without name and position
   */
  public record NewAlert(String tenant, String watch, Alert alert) {}
}
