package io.gistwire.server.index;

/**
 * Whether a caller still wants the answer. Asked between blocks of work, a few microseconds apart.
 */
@FunctionalInterface
public interface Budget {
  /** Work without end. */
  Budget UNLIMITED = () -> {};

  /**
   * Returns while work may go on.
   *
   * @throws RuntimeException when the call was cancelled or its deadline passed; it goes through to
   *     the caller of the index
   */
  void check();
}
