package io.gistwire.server.watch.matching;

/** Is told when a tenant may have new alerts. Calls return at once and come on any thread. */
public interface AlertListener {
  /** The tenant whose alerts it reads. */
  String tenant();

  /** Something may be new. */
  void wake();

  /** A sign of life is due. */
  void progressDue();
}
