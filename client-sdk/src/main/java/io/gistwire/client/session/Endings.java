package io.gistwire.client.session;

/** What the end of a stream means: PROTOCOL.md's table of statuses, the client's column. */
final class Endings {
  private Endings() {}

  /** A newer session of this epoch took over: this one must not fight for it. */
  static boolean isFenced(Event.Ended end) {
    return "ABORTED".equals(end.code());
  }

  /** The same bytes would meet the same answer. */
  static boolean isHopeless(Event.Ended end) {
    return "INVALID_ARGUMENT".equals(end.code());
  }

  /** A person has to change something first; we ask again at the slowest pace. */
  static boolean isSlow(Event.Ended end) {
    return "UNAUTHENTICATED".equals(end.code())
        || "PERMISSION_DENIED".equals(end.code())
        || "FAILED_PRECONDITION".equals(end.code())
        || "UNIMPLEMENTED".equals(end.code());
  }
}
