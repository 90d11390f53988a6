package io.gistwire.server.captions;

import io.gistwire.proto.v1.CaptionOrigin;
import java.util.Objects;

/**
 * The caption that is shown for a gist. Immutable.
 *
 * @param text empty where there is none
 * @param origin unspecified where there is none
 * @param confidence how likely it is true, 0 to 1; 1 for a caption that was sent; 0: not known
 * @param packVersion {@code MAJOR.MINOR.PATCH} of the pack that inferred it, or that found nothing
 *     to infer; empty for a caption that was sent
 */
public record Caption(String text, CaptionOrigin origin, float confidence, String packVersion) {
  /** No caption, and no pack was asked for one. */
  public static final Caption NONE = none("");

  /** Checks that no part is missing and that the confidence is a probability. */
  public Caption {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(packVersion, "packVersion");
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence is " + confidence + "; 0 to 1 is allowed");
    }
  }

  /** A caption that was sent with the gist. */
  public static Caption sent(String text) {
    return new Caption(text, CaptionOrigin.CAPTION_ORIGIN_SENT, 1, "");
  }

  /** A caption that a pack inferred; none when the text is empty. */
  public static Caption inferred(String text, float confidence, String packVersion) {
    return text.isEmpty()
        ? none(packVersion)
        : new Caption(text, CaptionOrigin.CAPTION_ORIGIN_INFERRED, confidence, packVersion);
  }

  /** Nothing that a pack of this version could read or infer. */
  public static Caption none(String packVersion) {
    return new Caption("", CaptionOrigin.CAPTION_ORIGIN_UNSPECIFIED, 0, packVersion);
  }

  /** Whether there is a text. */
  public boolean isPresent() {
    return !text.isEmpty();
  }

  /** Whether a person or a device wrote it. */
  public boolean isSent() {
    return origin == CaptionOrigin.CAPTION_ORIGIN_SENT;
  }

  /** Whether a pack of this version would say the same: a caption that was sent never changes. */
  boolean isCurrent(String version) {
    return isSent() || packVersion.equals(version);
  }
}
