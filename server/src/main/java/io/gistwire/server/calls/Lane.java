package io.gistwire.server.calls;

/**
 * Kinds of calls by what they cost. Each kind has threads and a queue of its own, so that small
 * calls never wait for large ones.
 */
public enum Lane {
  /** Milliseconds: reads and writes of one thing, short lists, administration. */
  QUICK,
  /** Tens of milliseconds: searches, lists with captions. */
  SEARCH,
  /** Up to seconds: photos, many texts, all gists of a filter. */
  HEAVY
}
