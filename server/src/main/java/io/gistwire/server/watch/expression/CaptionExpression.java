package io.gistwire.server.watch.expression;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A condition on a caption's stems. Immutable. */
public sealed interface CaptionExpression {
  /** Whether a caption fulfils it. */
  boolean matches(List<String> stems);

  /** Adds the words outside any NOT that stand in the caption, as they were written. */
  void collectFound(List<String> stems, List<String> found);

  /** The words outside any NOT that stand in the caption. */
  default List<String> found(List<String> stems) {
    List<String> found = new ArrayList<>();
    collectFound(stems, found);
    return found;
  }

  /**
   * A word, or words that stand together.
   *
   * @param written as the caller wrote it
   * @param stems at least one
   */
  record Words(String written, List<String> stems) implements CaptionExpression {
    public Words {
      stems = List.copyOf(stems);
    }

    @Override
    public boolean matches(List<String> caption) {
      return Collections.indexOfSubList(caption, stems) >= 0;
    }

    @Override
    public void collectFound(List<String> caption, List<String> found) {
      if (matches(caption)) {
        found.add(written);
      }
    }
  }

  /** Both. */
  record And(CaptionExpression left, CaptionExpression right) implements CaptionExpression {
    @Override
    public boolean matches(List<String> caption) {
      return left.matches(caption) && right.matches(caption);
    }

    @Override
    public void collectFound(List<String> caption, List<String> found) {
      left.collectFound(caption, found);
      right.collectFound(caption, found);
    }
  }

  /** One or both. */
  record Or(CaptionExpression left, CaptionExpression right) implements CaptionExpression {
    @Override
    public boolean matches(List<String> caption) {
      return left.matches(caption) || right.matches(caption);
    }

    @Override
    public void collectFound(List<String> caption, List<String> found) {
      left.collectFound(caption, found);
      right.collectFound(caption, found);
    }
  }

  /** Not that. */
  record Not(CaptionExpression inner) implements CaptionExpression {
    @Override
    public boolean matches(List<String> caption) {
      return !inner.matches(caption);
    }

    @Override
    public void collectFound(List<String> caption, List<String> found) {
      // What must not be there is no reason.
    }
  }
}
