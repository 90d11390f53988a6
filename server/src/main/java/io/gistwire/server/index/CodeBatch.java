package io.gistwire.server.index;

import io.gistwire.server.ledger.GistKey;

/**
 * Some codes of one length that passed a filter, one after the other. An engine may reuse it: it is
 * valid until the call that received it returns. Not thread-safe.
 */
public interface CodeBatch {
  /** Most codes in a batch. */
  int CAPACITY = 256;

  /** Number of codes, 1 to {@link #CAPACITY}. */
  int count();

  /** Bytes of each code. */
  int codeBytes();

  /** The codes, at least {@code count * codeBytes} bytes; not a copy. */
  byte[] codes();

  /** Inverse norm of each code; not a copy. */
  float[] inverseNorms();

  /** The gist of code {@code i}. */
  GistKey key(int i);

  /** When the photo of code {@code i} was taken, milliseconds UTC. */
  long capturedMillis(int i);

  /** When gist {@code i} was on disk, milliseconds UTC. */
  long receivedMillis(int i);

  /** Position of the PUT of gist {@code i} in the log. */
  long position(int i);
}
