package io.gistwire.client.camera;

import io.gistwire.codec.Gist;
import org.jspecify.annotations.Nullable;

/**
 * Decides which frames are sent: those whose meaning has moved since the last one sent, and a
 * heartbeat gist when there was none for long. Not thread-safe; time comes in from outside.
 */
public final class MeaningGate {
  /** Why a frame is sent or not. */
  public enum Verdict {
    /** The first frame. */
    FIRST(true),
    /** The meaning has moved. */
    MOVED(true),
    /** Nothing was sent for the heartbeat's time. */
    HEARTBEAT(true),
    /** It states what the last gist said. */
    HELD_ALIKE(false),
    /** It states something new, but too soon after the last gist. */
    HELD_TOO_SOON(false);

    private final boolean isSent;

    Verdict(boolean isSent) {
      this.isSent = isSent;
    }

    /** Whether the frame is to be sent. */
    public boolean isSent() {
      return isSent;
    }
  }

  private final GateSettings settings;
  private final MeaningDistance distance;
  private @Nullable Gist lastSent;
  private long lastSentMillis;
  private @Nullable Gist beforeLast;
  private long beforeLastMillis;

  /** A gate that has seen nothing. */
  public MeaningGate(GateSettings settings, MeaningDistance distance) {
    this.settings = settings;
    this.distance = distance;
  }

  /**
   * Judges a frame; one that is to be sent is what later ones are compared with.
   *
   * @param nowMillis the frame's time; must not fall
   */
  public Verdict judge(Gist frame, long nowMillis) {
    Verdict verdict = verdict(frame, nowMillis);
    if (verdict.isSent()) {
      beforeLast = lastSent;
      beforeLastMillis = lastSentMillis;
      lastSent = frame;
      lastSentMillis = nowMillis;
    }
    return verdict;
  }

  /**
   * Takes back that a frame was sent: later frames are compared with the one sent before it. Does
   * nothing when another frame was sent after it.
   */
  public void retract(Gist frame) {
    if (lastSent == frame) {
      lastSent = beforeLast;
      lastSentMillis = beforeLastMillis;
    }
  }

  private Verdict verdict(Gist frame, long nowMillis) {
    Gist last = lastSent;
    if (last == null) {
      return Verdict.FIRST;
    }
    long sinceMillis = nowMillis - lastSentMillis;
    if (settings.heartbeatMillis() > 0 && sinceMillis >= settings.heartbeatMillis()) {
      return Verdict.HEARTBEAT;
    }
    if (distance.between(last, frame) <= settings.threshold()) {
      return Verdict.HELD_ALIKE;
    }
    return sinceMillis < settings.leastMillis() ? Verdict.HELD_TOO_SOON : Verdict.MOVED;
  }
}
