package io.gistwire.server.ledger.sqlite;

/**
 * Numbers of events in {@code log.event} and of states in {@code entry.state}. They never change.
 */
final class EventCode {
  static final int PUT = 1;
  static final int LAYERS = 2;
  static final int DELETE = 3;
  static final int SKIP = 4;
  static final int REJECT = 5;

  static final int LIVE = 1;
  static final int DELETED = 2;
  static final int SKIPPED = 3;
  static final int REJECTED = 4;

  private EventCode() {}
}
