package io.gistwire.server.watch.matching;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What a watch remembers of one source: its last alert, and the matches that count towards the next
 * one. Not thread-safe.
 */
final class SourceRules {
  private static final int MAX_LISTED = 100;
  private static final long NEVER = Long.MIN_VALUE;

  private record Counted(long capturedMillis, String gist) {}

  private final Deque<Counted> counted = new ArrayDeque<>();
  private long lastAlertMillis = NEVER;

  /**
   * Takes in a match in the watch's hours.
   *
   * @param quietMillis 0: none
   * @param matchCount 1: every match raises
   * @return the gists that counted, oldest first (none without a count rule), when it raises
   */
  Optional<List<String>> match(
      String gist, long capturedMillis, long quietMillis, int matchCount, long windowMillis) {
    if (matchCount > 1) {
      count(gist, capturedMillis, matchCount, windowMillis);
      if (counted.size() < matchCount) {
        return Optional.empty();
      }
    }
    if (isQuiet(capturedMillis, quietMillis)) {
      return Optional.empty();
    }
    lastAlertMillis = capturedMillis;
    List<String> listed = new ArrayList<>();
    counted.stream().limit(MAX_LISTED).forEach(one -> listed.add(one.gist()));
    counted.clear();
    return Optional.of(listed);
  }

  private void count(String gist, long capturedMillis, int matchCount, long windowMillis) {
    counted.add(new Counted(capturedMillis, gist));
    counted.removeIf(one -> Math.abs(capturedMillis - one.capturedMillis()) >= windowMillis);
    while (counted.size() > matchCount) {
      counted.removeFirst();
    }
  }

  private boolean isQuiet(long capturedMillis, long quietMillis) {
    return lastAlertMillis != NEVER && Math.abs(capturedMillis - lastAlertMillis) < quietMillis;
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(lastAlertMillis);
      out.writeInt(counted.size());
      for (Counted one : counted) {
        out.writeLong(one.capturedMillis());
        out.writeUTF(one.gist());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  static SourceRules read(byte[] bytes) {
    SourceRules rules = new SourceRules();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      rules.lastAlertMillis = in.readLong();
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        rules.counted.add(new Counted(in.readLong(), in.readUTF()));
      }
      return rules;
    } catch (IOException e) {
      throw new UncheckedIOException("a watch's rule state in watches.db is damaged", e);
    }
  }
}
