package io.gistwire.server.index.memory;

import io.gistwire.server.ledger.EpochKey;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Small numbers for the epochs of one tenant. One thread adds, any may read. */
final class EpochNumbers {
  private final Map<EpochKey, Integer> numbers = new ConcurrentHashMap<>();
  private volatile EpochKey[] keys = new EpochKey[8];
  private volatile int size;

  /** The epoch's number; a new one for an epoch not seen before. */
  int number(EpochKey key) {
    Integer known = numbers.get(key);
    if (known != null) {
      return known;
    }
    int number = size;
    if (number == keys.length) {
      keys = Arrays.copyOf(keys, 2 * number);
    }
    keys[number] = key;
    size = number + 1;
    numbers.put(key, number);
    return number;
  }

  /** The epoch's number, or -1. */
  int find(EpochKey key) {
    return numbers.getOrDefault(key, -1);
  }

  /** Epochs that have a number. */
  int size() {
    return size;
  }

  EpochKey key(int number) {
    return keys[number];
  }

  /** Numbers of the epochs of these sources. */
  BitSet ofSources(Set<String> sources) {
    int count = size;
    BitSet chosen = new BitSet(count);
    for (int number = 0; number < count; number++) {
      if (sources.contains(keys[number].source().source())) {
        chosen.set(number);
      }
    }
    return chosen;
  }
}
