package io.gistwire.server.watch.matching;

import io.gistwire.server.ledger.GistKey;
import java.util.Arrays;
import java.util.List;

/**
 * Up to {@value #CAPACITY} codes of one tenant and one length, one after the other, in the order of
 * the log: what the matcher runs each watch over while its table is in the nearest cache.
 */
final class CodeLane {
  static final int CAPACITY = 256;

  final int codeBytes;
  final byte[] codes;
  final float[] norms = new float[CAPACITY];
  final GistKey[] keys = new GistKey[CAPACITY];
  final long[] capturedMillis = new long[CAPACITY];
  final long[] positions = new long[CAPACITY];
  int count;

  CodeLane(int codeBytes) {
    this.codeBytes = codeBytes;
    this.codes = new byte[CAPACITY * codeBytes];
  }

  boolean isFull() {
    return count == CAPACITY;
  }

  void add(GistKey key, byte[] code, float norm, long captured, long position) {
    System.arraycopy(code, 0, codes, count * codeBytes, codeBytes);
    norms[count] = norm;
    keys[count] = key;
    capturedMillis[count] = captured;
    positions[count] = position;
    count++;
  }

  List<GistKey> keys() {
    return Arrays.asList(keys).subList(0, count);
  }

  String source(int i) {
    return keys[i].epoch().source().source();
  }
}
