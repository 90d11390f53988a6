package io.gistwire.server.index;

import io.gistwire.server.ledger.EpochKey;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Small numbers for the epochs of one tenant. One thread adds, any may read. */
final class EpochNames {
  private final Map<EpochKey, Integer> numbers = new ConcurrentHashMap<>();
  private final List<EpochKey> keys = new CopyOnWriteArrayList<>();

  /** The epoch's number; a new one for an epoch not seen before. */
  int number(EpochKey key) {
    Integer known = numbers.get(key);
    if (known != null) {
      return known;
    }
    keys.add(key);
    int number = keys.size() - 1;
    numbers.put(key, number);
    return number;
  }

  /** The epoch's number, or -1. */
  int find(EpochKey key) {
    return numbers.getOrDefault(key, -1);
  }

  EpochKey key(int number) {
    return keys.get(number);
  }

  /** Numbers of the epochs of these sources. */
  BitSet ofSources(Set<String> sources) {
    BitSet chosen = new BitSet(keys.size());
    for (int number = 0; number < keys.size(); number++) {
      if (sources.contains(keys.get(number).source().source())) {
        chosen.set(number);
      }
    }
    return chosen;
  }
}
