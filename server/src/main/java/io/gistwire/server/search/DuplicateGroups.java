package io.gistwire.server.search;

import io.gistwire.server.index.Budget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Groups codes around leaders, in the order of capture time: a code joins the leader that it is
 * most like, if it is like enough and near enough in time, or becomes one itself (Hartigan,
 * "Clustering algorithms", 1975, section 3.2). So no two of a group are unlike the same leader, and
 * nothing chains.
 */
final class DuplicateGroups {
  /** Unit length of the integer vectors: dot products of two stay below 2^28. */
  private static final int ONE = 1 << 14;

  /** One group; numbers of codes by capture time, the leader first. */
  record Group(int[] leader, List<Integer> members) {}

  private final CollectedCodes codes;
  private final float minSimilarity;
  private final long maxApartMillis;
  private final Budget budget;
  private final List<Group> groups = new ArrayList<>();

  /**
   * Groups of these codes.
   *
   * @param maxApartMillis most time between a code and its leader; {@link Long#MAX_VALUE}: any
   */
  DuplicateGroups(CollectedCodes codes, float minSimilarity, long maxApartMillis, Budget budget) {
    this.codes = codes;
    this.minSimilarity = minSimilarity;
    this.maxApartMillis = maxApartMillis;
    this.budget = budget;
  }

  /** Groups of two and more, largest first, then oldest first. */
  List<Group> find() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < codes.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingLong(codes::capturedMillis));
    int firstInReach = 0;
    for (int code : order) {
      budget.check();
      while (firstInReach < groups.size() && isTooOld(groups.get(firstInReach), code)) {
        firstInReach++;
      }
      place(code, firstInReach);
    }
    List<Group> found = new ArrayList<>();
    for (Group group : groups) {
      if (group.members().size() > 1) {
        found.add(group);
      }
    }
    found.sort(Comparator.comparingInt((Group group) -> -group.members().size()));
    return found;
  }

  private boolean isTooOld(Group group, int code) {
    long leaderMillis = codes.capturedMillis(group.members().get(0));
    return codes.capturedMillis(code) - leaderMillis > maxApartMillis;
  }

  private void place(int code, int from) {
    int[] vector = integers(codes.unitVector(code));
    Group best = null;
    int most = (int) Math.ceil((double) minSimilarity * ONE * ONE);
    for (int g = from; g < groups.size(); g++) {
      int similarity = dot(groups.get(g).leader(), vector);
      if (similarity >= most) {
        most = similarity;
        best = groups.get(g);
      }
    }
    if (best != null) {
      best.members().add(code);
      return;
    }
    List<Integer> members = new ArrayList<>();
    members.add(code);
    groups.add(new Group(vector, members));
  }

  private static int[] integers(float[] unit) {
    int[] integers = new int[unit.length];
    for (int j = 0; j < unit.length; j++) {
      integers[j] = Math.round(unit[j] * ONE);
    }
    return integers;
  }

  /** Sums of ints run in vector instructions, sums of floats do not. */
  private static int dot(int[] a, int[] b) {
    int sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
