package io.gistwire.cli.service;

import org.jspecify.annotations.Nullable;

/**
 * One thing that the doctor looked at.
 *
 * @param name what it is
 * @param state whether it is as it should be
 * @param seen what was seen
 * @param advice what to do; empty when nothing is to be done
 */
record Check(String name, State state, @Nullable String seen, String advice) {
  /** How well it is. */
  enum State {
    /** As it should be. */
    OK,
    /** Works, but not everything or not well. */
    WARNING,
    /** Something will not work. */
    FAILED
  }

  static Check ok(String name, String seen) {
    return new Check(name, State.OK, seen, "");
  }

  static Check warning(String name, @Nullable String seen, String advice) {
    return new Check(name, State.WARNING, seen, advice);
  }

  static Check failed(String name, @Nullable String seen, String advice) {
    return new Check(name, State.FAILED, seen, advice);
  }
}
