package io.gistwire.codec.map;

import io.gistwire.codec.entropy.AdaptiveBits;
import io.gistwire.codec.entropy.SymbolPort;

/**
 * Walks the cells of a map, writing those in the array or reading them into it (FORMAT.md, 8).
 *
 * <p>Invariants: {@code seen[0 .. seenCount)} are the labels used so far in order of introduction,
 * {@code isSeen} the same as flags; {@code candidates[0 .. candidateCount)} are distinct.
 */
final class CellWalk {
  private static final int OUTSIDE = -1;
  private static final int MAX_CANDIDATES = 4;
  private static final int AGREEMENTS = 16;

  private final SymbolPort port;
  private final int labels;
  private final int width;
  private final int height;
  private final int[] cells;

  private final AdaptiveBits candidateBits = new AdaptiveBits(MAX_CANDIDATES * AGREEMENTS);
  private final AdaptiveBits seenBit = new AdaptiveBits(1);
  private final int[] seen;
  private final boolean[] isSeen;
  private int seenCount;
  private final int[] candidates = new int[MAX_CANDIDATES];
  private int candidateCount;

  CellWalk(SymbolPort port, int labels, int width, int height, int[] cells) {
    this.port = port;
    this.labels = labels;
    this.width = width;
    this.height = height;
    this.cells = cells;
    this.seen = new int[labels];
    this.isSeen = new boolean[labels];
  }

  void run() {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        cells[y * width + x] = cell(x, y, cells[y * width + x]);
      }
    }
  }

  private int cell(int x, int y, int label) {
    int agreement = findCandidates(x, y);
    for (int k = 0; k < candidateCount; k++) {
      boolean certain = k == labels - 1;
      int bit = label == candidates[k] ? 1 : 0;
      if (certain || port.bit(bit, candidateBits, k * AGREEMENTS + agreement) == 1) {
        return candidates[k];
      }
    }
    return other(label);
  }

  /** Fills {@link #candidates}; returns which neighbours agree. */
  private int findCandidates(int x, int y) {
    int left = at(x - 1, y);
    int above = at(x, y - 1);
    int aboveRight = at(x + 1, y - 1);
    int aboveLeft = at(x - 1, y - 1);
    candidateCount = 0;
    addCandidate(left);
    addCandidate(above);
    addCandidate(aboveRight);
    addCandidate(aboveLeft);
    return same(left, above)
        | same(above, aboveLeft) << 1
        | same(above, aboveRight) << 2
        | same(left, aboveLeft) << 3;
  }

  private int at(int x, int y) {
    return x < 0 || x >= width || y < 0 ? OUTSIDE : cells[y * width + x];
  }

  private static int same(int a, int b) {
    return a == b && a != OUTSIDE ? 1 : 0;
  }

  private void addCandidate(int label) {
    if (label != OUTSIDE && !isCandidate(label)) {
      candidates[candidateCount++] = label;
    }
  }

  private boolean isCandidate(int label) {
    for (int k = 0; k < candidateCount; k++) {
      if (candidates[k] == label) {
        return true;
      }
    }
    return false;
  }

  /** A label that is no candidate: seen before, or new. All candidates have been seen. */
  private int other(int label) {
    int old = seenCount - candidateCount;
    int fresh = labels - seenCount;
    int bit = isSeen[label] ? 1 : 0;
    boolean again = fresh == 0 || old > 0 && port.bit(bit, seenBit, 0) == 1;
    if (again) {
      return seenAt(port.uniform(seenPosition(label), old));
    }
    int introduced = freshAt(port.uniform(freshPosition(label), fresh));
    isSeen[introduced] = true;
    seen[seenCount++] = introduced;
    return introduced;
  }

  private int seenPosition(int label) {
    int position = 0;
    for (int i = 0; i < seenCount && seen[i] != label; i++) {
      position += isCandidate(seen[i]) ? 0 : 1;
    }
    return position;
  }

  private int seenAt(int position) {
    int i = 0;
    for (int left = position; ; i++) {
      if (!isCandidate(seen[i]) && left-- == 0) {
        return seen[i];
      }
    }
  }

  private int freshPosition(int label) {
    int position = 0;
    for (int other = 0; other < label; other++) {
      position += isSeen[other] ? 0 : 1;
    }
    return position;
  }

  private int freshAt(int position) {
    int label = 0;
    for (int left = position; ; label++) {
      if (!isSeen[label] && left-- == 0) {
        return label;
      }
    }
  }
}
