package io.gistwire.client.session;

/** The state of a session. */
public enum SessionState {
  /** Nothing to send yet; not connected. */
  IDLE,
  /** Open was sent, Opened has not come. */
  CONNECTING,
  /** Gists may flow. */
  STREAMING,
  /** Close was sent; acks may still come. */
  CLOSING,
  /** Not connected; the next attempt waits for its time. */
  WAITING,
  /** Closed as asked. */
  CLOSED,
  /** Ended for good by the server's word. */
  STOPPED
}
