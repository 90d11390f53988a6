package io.gistwire.cli.output;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;

/**
 * Names and counts the entries that a command could not work with, while it continues with the
 * others. The same problem of the same entry is printed once. Thread-safe.
 */
public final class Problems {
  /** Lines that are remembered; a program that runs for months forgets the older ones. */
  private static final int MOST_REMEMBERED = 10_000;

  private final PrintWriter err;
  private final Set<String> printed = new HashSet<>();
  private int count;

  /** Prints each problem as it comes. */
  public Problems(PrintWriter err) {
    this.err = err;
  }

  /** An entry that could not be read, encoded, written. */
  public void add(Object entry, Throwable why) {
    add(entry, Reason.of(why));
  }

  /** As {@link #add(Object, Throwable)}, with the reason in words. */
  public synchronized void add(Object entry, String why) {
    if (print(entry + ": " + why)) {
      count++;
    }
  }

  /** One of several entries that fail for the same reason, which is told once. */
  public synchronized void addOnce(String sentence) {
    print(sentence);
    count++;
  }

  /** A sentence about what is no failure; printed once. */
  public synchronized void remark(String sentence) {
    print(sentence);
  }

  private boolean print(String line) {
    if (printed.size() >= MOST_REMEMBERED) {
      printed.clear();
    }
    boolean fresh = printed.add(line);
    if (fresh) {
      err.println("gistwire: " + Printable.line(line));
      err.flush();
    }
    return fresh;
  }

  /** Entries that failed so far. */
  public synchronized int count() {
    return count;
  }

  /** The exit code that they mean: 0 without any, else 1. */
  public int exitCode() {
    return count() == 0 ? 0 : 1;
  }
}
