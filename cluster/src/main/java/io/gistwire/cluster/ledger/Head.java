package io.gistwire.cluster.ledger;

/**
 * Content of the one document that decides which commit follows which. It holds two commits: the
 * older one is proven by the write that put the newer one beside it, and only proven commits become
 * documents of their own.
 */
record Head(Commit proven, Commit last) {
  static final Head EMPTY = new Head(Commit.ZERO, Commit.ZERO);
}
